/** Every setting that the environment may hold, in one table; parsing, refusals and `docs/configuration.md` go by it. */
import { policyRows } from './policy-rows.ts';

export type SettingName =
  | 'GEMEL_URL'
  | 'GEMEL_PORT'
  | 'GEMEL_HOST'
  | 'GEMEL_ADMIN_PORT'
  | 'GEMEL_ADMIN_HOST'
  | 'GEMEL_SECRET'
  | 'GEMEL_DATABASE_URL'
  | 'GEMEL_DATABASE_REPLICA_URL'
  | 'GEMEL_DATABASE_POOLER'
  | 'GEMEL_REDIS_URL'
  | 'GEMEL_REDIS_WAIT_REPLICAS'
  | 'GEMEL_MAX_STALENESS'
  | 'GEMEL_ON_STALE'
  | 'GEMEL_TOKEN_ALGORITHM'
  | 'GEMEL_BOUND_TOKENS'
  | 'GEMEL_SECOND_FACTOR'
  | 'GEMEL_TOTP_STEPS'
  | 'GEMEL_PASSKEY_DOMAIN'
  | 'GEMEL_PASSKEY_ORIGINS'
  | 'GEMEL_INACTIVITY_TIMEOUT'
  | 'GEMEL_OVERALL_TIMEOUT'
  | 'GEMEL_SESSIONS_NEED_PROOF'
  | 'GEMEL_LIMITS'
  | 'GEMEL_TRUSTED_PROXIES'
  | 'GEMEL_ALLOWED_ORIGINS'
  | 'GEMEL_CLIENTS'
  | 'GEMEL_FEED_ACCESS'
  | 'GEMEL_FEED_URL'
  | 'GEMEL_FEED_CLIENT'
  | 'GEMEL_COOKIE_NAME'
  | 'GEMEL_EMAIL_VERIFICATION'
  | 'GEMEL_SIGN_IN_LINKS'
  | 'GEMEL_UNSEALED_PASSKEYS'
  | 'GEMEL_SIGN_IN_NOTICES'
  | 'GEMEL_MAIL_URL'
  | 'GEMEL_MAIL_FROM'
  | 'GEMEL_PROVIDERS'
  | 'GEMEL_ROLES'
  | 'GEMEL_AUDIT_DAYS'
  | 'GEMEL_LOG_LEVEL';

/** One row. Each setting can also be read from a file: `<name>_FILE` holds the path. */
export interface Setting {
  readonly name: SettingName;
  /** What holds where nothing is set, in words. */
  readonly default: string;
  readonly what: string;
  readonly example: string;
  /** True where production does not start without it. */
  readonly isRequiredInProduction: boolean;
}

export const configurationTable: readonly Setting[] = [
  {
    name: 'GEMEL_URL',
    default: 'development: `http://localhost:<port>`',
    what: 'The URL that browsers and clients use: issuer of the tokens, and the only site whose forms are accepted. An origin without a path; `https` in production.',
    example: 'https://login.example.com',
    isRequiredInProduction: true,
  },
  {
    name: 'GEMEL_PORT',
    default: '`4000`',
    what: 'TCP port to listen on; `0` takes a free one.',
    example: '4000',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_HOST',
    default: 'development: `127.0.0.1` (this machine only); production: all interfaces',
    what: 'Address to listen on.',
    example: '127.0.0.1',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_ADMIN_PORT',
    default: '`4001`',
    what: 'TCP port of the admin listener: `/metrics`, `/livez`, `/readyz`, and `/console` for administrators; `0` takes a free one. Metrics and health ask for no credential.',
    example: '4001',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_ADMIN_HOST',
    default: '`127.0.0.1`',
    what: 'Address of the admin listener. Another one than loopback only where nobody but your monitoring can reach it.',
    example: '127.0.0.1',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_SECRET',
    default: 'development: generated once, kept in the file `secret` beside the SQLite database, else in `./data`',
    what: 'At least 32 random characters, from which every key is derived. A comma-separated list rotates: the first one is in use, the others are still understood.',
    example: 'the output of `openssl rand -base64 48`',
    isRequiredInProduction: true,
  },
  {
    name: 'GEMEL_DATABASE_URL',
    default: '`sqlite:./data/gemel.db`',
    what: 'The database of accounts, and of sessions where there is no Redis: `sqlite:` and a path (a relative one starts at the working directory), or `postgres://`. Development creates and migrates its tables, production wants `gemel migrate` first.',
    example: 'postgres://gemel:password@db.internal:5432/gemel',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_DATABASE_REPLICA_URL',
    default: 'none',
    what: 'A streaming replica of the PostgreSQL database, from which session records may be loaded where it has everything that this node has heard of.',
    example: 'postgres://gemel:password@replica.internal:5432/gemel',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_DATABASE_POOLER',
    default: '`none`',
    what: '`transaction` where `GEMEL_DATABASE_URL` leads to a pooler in transaction mode (pgbouncer and its like): no statement is prepared, and nodes poll instead of being woken.',
    example: 'transaction',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_REDIS_URL',
    default: 'none: sessions lie with the accounts',
    what: 'Redis or Valkey for the sessions; accounts stay in the database. `redis://`, `rediss://` (TLS), or `redis+cluster://` (`rediss+cluster://`) and one or more nodes of a cluster, separated by commas.',
    example: 'redis://gemel:password@redis.internal:6379',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_REDIS_WAIT_REPLICAS',
    default: '`0`',
    what: 'How many Redis replicas must hold a change before it counts as replicated (`WAIT`). With 0 none is waited for, and a failover may lose what was acknowledged.',
    example: '1',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_MAX_STALENESS',
    default: '`5`',
    what: 'Seconds, from 0.1 to 300: after an acknowledged revocation no node accepts later than this. The shortest of the fleet holds, see `gemel fleet`.',
    example: '2',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_ON_STALE',
    default: '`ask`',
    what: 'What this node does when it has heard nothing from the feed for longer: `ask` the store, `refuse` with 503, or `accept` until the token expires (gives up the bound above).',
    example: 'refuse',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_TOKEN_ALGORITHM',
    default: '`ES256`',
    what: 'What access tokens are signed with: `ES256`, `EdDSA`, `Ed25519` (the same under its newer name), `RS256`, `PS256` or `HS256`. The first node that starts with another one lets it sign at once, so tell the services that verify elsewhere before; tokens that are out stay good until they expire. Commands such as `gemel keys rotate` leave it as it is.',
    example: 'Ed25519',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_SECOND_FACTOR',
    default: '`never`',
    what: 'Who is asked for a second factor beside those who have set one up, and sets one up while signing in where there is none: `never`, `always`, or `role:` and the names of roles, separated by commas. Sessions that stand already are left as they are.',
    example: 'role:admin,finance',
    isRequiredInProduction: false,
  },
  ...policyRows,
  {
    name: 'GEMEL_TRUSTED_PROXIES',
    default: 'none',
    what: 'Comma-separated addresses or CIDR ranges of reverse proxies whose `X-Forwarded-For` is believed.',
    example: '10.0.0.0/8,127.0.0.1',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_ALLOWED_ORIGINS',
    default: 'none',
    what: 'Comma-separated origins, beside `GEMEL_URL`, whose scripts may use the API with the cookie.',
    example: 'https://app.example.com',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_CLIENTS',
    default: 'none',
    what: 'JSON: the services that may ask about tokens at `/oauth/introspect`, each with the base64url SHA-256 of its secret (or, while it is being rotated, a list of two) or, better, with its public keys: `"jwks":{"keys":[…]}` in place of `secretHash` ([how](verifying-elsewhere.md#a-key-instead-of-a-secret)). Tokens are issued for their audiences as well.',
    example: '[{"id":"orders","secretHash":"43 characters","audiences":["https://orders.example.com"]}]',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_FEED_ACCESS',
    default: '`public`',
    what: 'Who may read the revocation feed: `public`, everybody (it holds no secrets), or `clients`, those of `GEMEL_CLIENTS` alone. Give the verifiers their credentials first, then change it.',
    example: 'clients',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_FEED_URL',
    default: 'what the metadata of `GEMEL_URL` says',
    what: "For `gemel relay` alone: the feed that it passes on, a node's or another relay's.",
    example: 'https://relay.example.com/feed',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_FEED_CLIENT',
    default: 'none: the feed is public',
    what: 'For `gemel relay` alone: as which client it reads a feed that is for clients alone, as id, colon and secret. Beside it `GEMEL_FEED_ACCESS` has to say who may read here.',
    example: 'relay:the output of `openssl rand -base64 32`',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_COOKIE_NAME',
    default: '`__Host-Http-gemel`',
    what: 'Name of the session cookie, with its `__Host-Http-` or `__Host-` prefix. Cookies ignore ports: two applications on one host need two names.',
    example: '__Host-Http-login',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_MAIL_URL',
    default: 'development: no server, messages stand at `/outbox` of the admin listener; production: no mail, and nothing that needs it',
    what: 'The server that takes mail: `smtp://` (port 587; nothing is sent before STARTTLS, save to this machine) or `smtps://` (port 465). `?tls=optional` sends unencrypted where the server offers no TLS.',
    example: 'smtp://gemel:password@smtp.example.com:587',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_MAIL_FROM',
    default: 'none: needed with `GEMEL_MAIL_URL`',
    what: 'Address of the sender, with a name before it or none.',
    example: 'Example <login@example.com>',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_EMAIL_VERIFICATION',
    default: '`optional`',
    what: '`required`: nobody signs in before a link that was mailed to their address has been opened; only then does no sign-up tell whether an address was taken.',
    example: 'required',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_SIGN_IN_NOTICES',
    default: '`new-device,new-network,second-factor-failed,passkey-copied`',
    what: 'Which suspicious sign-ins their owner is mailed about: names separated by commas, or `none`. Changes of what opens an account are always told.',
    example: 'new-device,second-factor-failed,passkey-copied',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_SIGN_IN_LINKS',
    default: '`off`',
    what: '`on`: whoever asks for it by e-mail address is mailed a link that signs in. A mailbox is one factor, and one that can be phished; a second factor is asked for as ever.',
    example: 'on',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_UNSEALED_PASSKEYS',
    default: '`refuse`',
    what: '`seal`: passkeys from a version that did not seal them are taken, and sealed when they are used. For the first weeks after such an upgrade; as long as it stands, whoever can write to the database can plant a passkey. See [passkeys](passkeys.md#in-the-database).',
    example: 'seal',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_PROVIDERS',
    default: 'none',
    what: 'JSON: providers of OpenID Connect that people may sign in with, by the names that stand in paths; see [providers](providers.md). `issuer`, `clientId` and `clientSecret` as registered there; `label` for people; `scopes`, by default `openid` and `email`; `trustsEmail`: whether an address that it has verified opens the account of that address, or makes one; `maxAge`, seconds after which it asks for a new sign-in.',
    example: '{"example":{"issuer":"https://id.example.com","clientId":"gemel","clientSecret":"…","label":"Example ID"}}',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_ROLES',
    default: 'none: roles are kept in the database, by `gemel role`',
    what: 'JSON: roles, and what each permits, beside those of the database. What it says takes effect in sessions that stand as well, once a node has started with it; the one that starts last decides.',
    example: '{"editor":["post:read","post:write"]}',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_AUDIT_DAYS',
    default: '`365`',
    what: 'Days, from 1 to 36500, for which the audit log is kept.',
    example: '90',
    isRequiredInProduction: false,
  },
  {
    name: 'GEMEL_LOG_LEVEL',
    default: '`info`',
    what: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.',
    example: 'warn',
    isRequiredInProduction: false,
  },
];
