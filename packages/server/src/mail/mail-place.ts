/** Where mail goes and whom it is from, and how to name that without the password. */

export interface MailPlace {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte. `starttls`: or nothing is sent. `any`: encrypted where the server offers it, its certificate unchecked. */
  readonly encryption: 'tls' | 'starttls' | 'any';
  /** For the transport alone. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** A sender: an address in canonical form, and a name or ''. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

export interface MailSettings {
  readonly place: MailPlace;
  readonly sender: MailSender;
}

/** Names a place for people and logs: no password. */
export function spellMailPlace({ host, port, encryption, login }: MailPlace): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${encryption === 'tls' ? 'smtps' : 'smtp'}://${login === undefined ? '' : `${login.user}@`}${name}:${port}`;
}

/** As it stands in `From`. */
export function spellSender({ name, address }: MailSender): string {
  return name === '' ? address : `${name} <${address}>`;
}

export function isLoopback(host: string): boolean {
  return /^(?:127\.|::1$|localhost$)/.test(host);
}
