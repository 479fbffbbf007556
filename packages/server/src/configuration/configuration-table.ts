/** Every setting that the environment may hold, in one table; parsing, refusals and `docs/configuration.md` go by it. */

export type SettingName =
  | 'GEMEL_URL'
  | 'GEMEL_PORT'
  | 'GEMEL_HOST'
  | 'GEMEL_SECRET'
  | 'GEMEL_DATABASE_URL'
  | 'GEMEL_TRUSTED_PROXIES'
  | 'GEMEL_ALLOWED_ORIGINS'
  | 'GEMEL_COOKIE_NAME'
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
    name: 'GEMEL_SECRET',
    default: 'development: generated once, kept in the file `secret` beside the database',
    what: 'At least 32 random characters, from which every key is derived. A comma-separated list rotates: the first one is in use, the others are still understood.',
    example: 'the output of `openssl rand -base64 48`',
    isRequiredInProduction: true,
  },
  {
    name: 'GEMEL_DATABASE_URL',
    default: '`sqlite:./data/gemel.db`',
    what: 'The database. `sqlite:` and a path; a relative one starts at the working directory. Development creates and migrates it, production wants `gemel migrate` first.',
    example: 'sqlite:/var/lib/gemel/gemel.db',
    isRequiredInProduction: false,
  },
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
    name: 'GEMEL_COOKIE_NAME',
    default: '`__Host-Http-gemel`',
    what: 'Name of the session cookie, with its `__Host-Http-` or `__Host-` prefix. Cookies ignore ports: two applications on one host need two names.',
    example: '__Host-Http-login',
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
