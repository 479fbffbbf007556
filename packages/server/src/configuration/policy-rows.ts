/** The settings of policy, limits and timeouts, as rows of the table of settings. */
import type { Setting } from './configuration-table.ts';

export const policyRows: readonly Setting[] = [
  {
    name: 'GEMEL_TOTP_STEPS',
    default: '`3`',
    what: 'Of how many steps of 30 seconds a code of an authenticator app is taken: `3`, the one before and the one after too, or `1`, where no code may be good for longer than 30 seconds; phones whose clock is off are then refused.',
    example: '1',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_PASSKEY_DOMAIN',
    default: 'the host of `GEMEL_URL`',
    what: 'The domain that passkeys belong to: the host of `GEMEL_URL`, or a domain that it lies in, so that the sign-in can move to another subdomain. Choose it before anybody has a passkey: another one makes all there are useless.',
    example: 'example.com',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_PASSKEY_ORIGINS',
    default: 'none',
    what: 'Comma-separated origins, beside `GEMEL_URL`, whose pages may make and show passkeys; each lies in the domain of the passkeys. An Android app is `android:apk-key-hash:` and the hash of its key.',
    example: 'https://app.example.com',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_BOUND_TOKENS',
    default: '`optional`',
    what: '`required`: every access token is bound to a key of its client, who proves it with each request (DPoP); without a proof none is issued. Pages sign in by cookie as ever. See [sender-constrained tokens](sender-constrained.md).',
    example: 'required',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_INACTIVITY_TIMEOUT',
    default: '`3600`',
    what: 'Seconds, from 60 to 31536000, after which a session ends that does nothing; see [timeouts](timeouts.md).',
    example: '900',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_OVERALL_TIMEOUT',
    default: '`86400`',
    what: 'Seconds, from 60 to 31536000, after which a session ends whatever it does; not shorter than the one above.',
    example: '43200',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_SESSIONS_NEED_PROOF',
    default: '`off`',
    what: '`on`: whoever wants to see where they are signed in, or end a session elsewhere, has proven within five minutes who they are, or does so first.',
    example: 'on',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_LIMITS',
    default: 'the table in [defence](defence.md)',
    what: 'JSON: limits of guesses and floods that are to be other than the defaults, by their names; each a `burst`, and one more for each `interval` of seconds.',
    example: '{"address":{"burst":200,"interval":30}}',
    isRequiredInProduction: false,
  },
];
