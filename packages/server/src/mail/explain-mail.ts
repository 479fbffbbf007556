/** Turns what a mail server or the way to it answers into a line that says what to do; never the server's own words, which may hold an address. */
import { type MailPlace, spellMailPlace } from './mail-place.ts';
import { smtpCodes } from './smtp-options.ts';

export function explainMail(error: unknown, place: MailPlace): string {
  const shown = spellMailPlace(place);
  const { code, status } = smtpCodes(error);
  const detail = code === 'ESOCKET' ? (certificateCode(error) ?? code) : code;
  return linesByCode[detail]?.(shown) ?? `${shown} does not take part: ${detail}${status > 0 ? ` (${status})` : ''}. Check GEMEL_MAIL_URL`;
}

const untrusted = (shown: string): string =>
  `the certificate of ${shown} is not one that this machine trusts: name the authority in NODE_EXTRA_CA_CERTS, or correct the host in GEMEL_MAIL_URL.`;

const linesByCode: Readonly<Record<string, (shown: string) => string>> = {
  EAUTH: (shown) => `${shown} refuses the login: correct user and password in GEMEL_MAIL_URL.`,
  ETLS: (shown) =>
    `${shown} offers no STARTTLS, and without it nothing is sent: write smtps://, or add ?tls=optional where nobody else is on that network.`,
  EDNS: (shown) => `the host of ${shown} has no address: correct GEMEL_MAIL_URL.`,
  ENOTFOUND: (shown) => `the host of ${shown} has no address: correct GEMEL_MAIL_URL.`,
  ETIMEDOUT: (shown) => `${shown} does not answer: is it the right host and port, and does a firewall let this machine through?`,
  ECONNREFUSED: (shown) => `nothing listens at ${shown}: start it, or correct GEMEL_MAIL_URL.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: (shown) => `the certificate of ${shown} has expired: renew it there.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (shown) => `the certificate of ${shown} names another host: write that one into GEMEL_MAIL_URL.`,
  ERR_SSL_WRONG_VERSION_NUMBER: (shown) => `${shown} does not speak TLS from the start: write smtp://, which uses STARTTLS.`,
};

/** nodemailer puts its own code over that of node:tls; the words tell which it was. */
function certificateCode(error: unknown): string | undefined {
  const text = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : '';
  const known: readonly (readonly [RegExp, string])[] = [
    [/self.signed/i, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [/unable to (?:verify|get)/i, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [/certificate has expired/i, 'CERT_HAS_EXPIRED'],
    [/does not match certificate/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [/wrong version number/i, 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [/ECONNREFUSED/, 'ECONNREFUSED'],
  ];
  return known.find(([pattern]) => pattern.test(text))?.[1];
}
