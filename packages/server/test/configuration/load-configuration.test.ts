/** What the environment may say, and what is refused with which words. */
import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { configurationTable } from '../../src/configuration/configuration-table.ts';
import { judgeConfiguration, loadConfiguration } from '../../src/configuration/load-configuration.ts';

const noFiles = (path: string): string => {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
};
const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10aGUtY29uZmlndXJhdGlvbg';
const otherSecret = 'YW5vdGhlci1vbmUtZm9yLXRoZS1jb25maWd1cmF0aW9u';
const production = { NODE_ENV: 'production', GEMEL_URL: 'https://login.example.com', GEMEL_SECRET: secret };

describe('the configuration', () => {
  it('needs nothing in development', () => {
    expect(loadConfiguration({}, noFiles)).toEqual({
      isProduction: false,
      url: undefined,
      port: 4000,
      host: '127.0.0.1',
      secrets: undefined,
      databasePath: './data/gemel.db',
      trustedProxies: [],
      allowedOrigins: [],
      cookieName: undefined,
      logLevel: 'info',
    });
  });

  it('listens on all interfaces in production, and takes everything that is set', () => {
    const configuration = loadConfiguration(
      {
        ...production,
        GEMEL_PORT: '8443',
        GEMEL_SECRET: `${secret}, ${otherSecret}`,
        GEMEL_DATABASE_URL: 'sqlite:/var/lib/gemel/gemel.db',
        GEMEL_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        GEMEL_ALLOWED_ORIGINS: 'https://app.example.com,http://localhost:3000',
        GEMEL_COOKIE_NAME: '__Host-Http-login',
        GEMEL_LOG_LEVEL: 'warn',
      },
      noFiles,
    );
    expect(configuration).toMatchObject({
      isProduction: true,
      url: 'https://login.example.com',
      port: 8443,
      host: undefined,
      secrets: [secret, otherSecret],
      databasePath: '/var/lib/gemel/gemel.db',
      trustedProxies: ['10.0.0.0/8', '::1'],
      allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
      cookieName: '__Host-Http-login',
      logLevel: 'warn',
    });
  });

  it('refuses production with a list of everything missing and wrong at once', () => {
    const environment = { NODE_ENV: 'production', GEMEL_PORT: 'http', GEMEL_PROT: '1', GEMEL_LOG_LEVEL: 'loud' };
    expect(judgeConfiguration(environment, noFiles).problems).toEqual([
      'GEMEL_PROT is not a setting: did you mean GEMEL_PORT?',
      'GEMEL_PORT must be a number from 0 to 65535: write GEMEL_PORT=4000',
      'GEMEL_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent: write GEMEL_LOG_LEVEL=info',
      'GEMEL_URL is missing: set it to your own, such as https://login.example.com',
      'GEMEL_SECRET is missing: set it to the output of `openssl rand -base64 48`',
    ]);
  });

  it.each([
    [
      'GEMEL_URL',
      'http://login.example.com',
      'GEMEL_URL must begin with https:// in production: write GEMEL_URL=https://login.example.com',
    ],
    ['GEMEL_URL', 'https://example.com/login', /without a path/],
    ['GEMEL_URL', 'https://a:b@example.com', /without a path/],
    ['GEMEL_URL', 'example.com', /without a path/],
    ['GEMEL_URL', 'ftp://example.com', /without a path/],
    ['GEMEL_PORT', '65536', /from 0 to 65535/],
    ['GEMEL_PORT', '-1', /from 0 to 65535/],
    ['GEMEL_HOST', 'everywhere', /GEMEL_HOST=127\.0\.0\.1/],
    ['GEMEL_SECRET', 'too short', 'GEMEL_SECRET has fewer than 32 characters: write the output of `openssl rand -base64 48`'],
    ['GEMEL_SECRET', `${secret},short`, /^GEMEL_SECRET entry 2 has fewer than 32 characters/],
    ['GEMEL_SECRET', 'changeme'.repeat(6), /is not random/],
    ['GEMEL_SECRET', `${secret},${secret}`, /same secret twice/],
    ['GEMEL_SECRET', ',', /is empty/],
    ['GEMEL_DATABASE_URL', 'postgres://localhost/gemel', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_DATABASE_URL', 'sqlite::memory:', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_DATABASE_URL', 'sqlite:file:gemel.db?mode=ro', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_DATABASE_URL', 'sqlite:', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_TRUSTED_PROXIES', '10.0.0.0/33', /CIDR/],
    ['GEMEL_TRUSTED_PROXIES', 'proxy.example.com', /CIDR/],
    ['GEMEL_ALLOWED_ORIGINS', '*', /origins without a path/],
    ['GEMEL_COOKIE_NAME', 'session', /must start with __Host-Http-/],
    ['GEMEL_COOKIE_NAME', '__Host-Http-a b', /must start with __Host-Http-/],
    ['GEMEL_LOG_LEVEL', 'verbose', /must be one of/],
    ['NODE_ENV', 'prod', /write NODE_ENV=production/],
  ])('refuses %s=%s and says what to write', (name, value, expected) => {
    const { problems } = judgeConfiguration({ ...production, [name]: value }, noFiles);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it('never repeats a secret in what it says about it (P9)', () => {
    const { problems } = judgeConfiguration({ GEMEL_SECRET: 'hunter2hunter2' }, noFiles);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each(configurationTable.map(({ name }) => name))('reads %s from the file that its twin names', (name) => {
    const seen: string[] = [];
    judgeConfiguration({ [`${name}_FILE`]: '/run/secrets/it' }, (path) => {
      seen.push(path);
      return 'value\n';
    });
    expect(seen).toEqual(['/run/secrets/it']);
  });

  it('trims what a file holds, and refuses a twin beside its setting, an unreadable and an empty one', () => {
    expect(loadConfiguration({ GEMEL_SECRET_FILE: '/run/secret' }, () => `${secret}\n`).secrets).toEqual([secret]);
    expect(judgeConfiguration({ GEMEL_PORT: '1', GEMEL_PORT_FILE: '/p' }, () => '2').problems).toEqual([
      'GEMEL_PORT and GEMEL_PORT_FILE are both set: keep one of them',
    ]);
    expect(judgeConfiguration({ GEMEL_PORT_FILE: '/p' }, noFiles).problems[0]).toMatch(/cannot be read \(ENOENT\)/);
    expect(judgeConfiguration({ GEMEL_PORT_FILE: '/p' }, () => '\n').problems[0]).toMatch(/an empty file/);
  });

  it.each([
    ['GEMEL_DATABSE_URL', 'did you mean GEMEL_DATABASE_URL?'],
    ['GEMEL_SECRETS', 'did you mean GEMEL_SECRET?'],
    ['GEMEL_SECRETFILE', 'did you mean GEMEL_SECRET_FILE?'],
    ['GEMEL_COLOUR_OF_THE_SKY', 'the settings are GEMEL_URL'],
  ])('does not know %s and makes a suggestion', (name, expected) => {
    expect(judgeConfiguration({ [name]: 'x' }, noFiles).problems[0]).toContain(expected);
  });

  it("leaves other programs' names and the test suite's alone, and takes an empty value for none", () => {
    expect(judgeConfiguration({ PATH: '/bin', GEMEL_TEST_CHROMIUM: '/x', GEMEL_PORT: '' }, noFiles).problems).toEqual([]);
  });

  it('asks nothing of a migration but the database', () => {
    expect(judgeConfiguration({ NODE_ENV: 'production' }, noFiles, 'migrate').problems).toEqual([]);
  });

  it('throws all problems as one error', () => {
    expect(() => loadConfiguration({ GEMEL_PORT: 'x', GEMEL_X: 'y' }, noFiles)).toThrow(GemelError);
  });
});
