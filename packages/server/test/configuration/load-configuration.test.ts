/** What the environment may say, and what is refused with which words. */
import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { configurationTable } from '../../src/configuration/configuration-table.ts';
import { spellPlace } from '../../src/configuration/place.ts';
import { judgeConfiguration, loadConfiguration } from '../../src/configuration/load-configuration.ts';

const noFiles = (path: string): string => {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
};
const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10aGUtY29uZmlndXJhdGlvbg';
const otherSecret = 'YW5vdGhlci1vbmUtZm9yLXRoZS1jb25maWd1cmF0aW9u';
const client = { id: 'orders', secretHash: 'uU0nuZNNPgilLlLX2n2r-sSE7-N6U4DukIj3rOLvzek', audiences: ['https://orders.example.com'] };
const production = { NODE_ENV: 'production', GEMEL_URL: 'https://login.example.com', GEMEL_SECRET: secret };

describe('the configuration', () => {
  it('needs nothing in development', () => {
    expect(loadConfiguration({}, noFiles)).toEqual({
      isProduction: false,
      url: undefined,
      port: 4000,
      host: '127.0.0.1',
      admin: { port: 4001, host: '127.0.0.1' },
      secrets: undefined,
      database: { kind: 'sqlite', path: './data/gemel.db' },
      redis: undefined,
      freshness: { maxStaleness: undefined, onStale: undefined },
      tokenAlgorithm: undefined,
      areTokensBound: false,
      passkeySite: { domain: undefined, origins: [] },
      timeouts: { inactivityTimeout: undefined, overallTimeout: undefined },
      sessionsNeedProof: false,
      trustedProxies: [],
      allowedOrigins: [],
      clients: [],
      feedAccess: 'public',
      cookieName: undefined,
      mailPolicy: { signInLinks: false, requiresVerifiedEmail: false, notices: undefined },
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
        GEMEL_TOKEN_ALGORITHM: 'Ed25519',
        GEMEL_SECOND_FACTOR: 'role:admin, finance',
        GEMEL_UNSEALED_PASSKEYS: 'seal',
        GEMEL_CLIENTS: JSON.stringify([client]),
        GEMEL_LOG_LEVEL: 'warn',
        GEMEL_TOTP_STEPS: '1',
        GEMEL_PASSKEY_DOMAIN: 'example.com',
        GEMEL_PASSKEY_ORIGINS: 'https://app.example.com',
        GEMEL_INACTIVITY_TIMEOUT: '900',
        GEMEL_OVERALL_TIMEOUT: '43200',
        GEMEL_SESSIONS_NEED_PROOF: 'on',
        GEMEL_BOUND_TOKENS: 'required',
        GEMEL_LIMITS: '{"address":{"burst":200,"interval":30}}',
        GEMEL_AUDIT_DAYS: '90',
        GEMEL_ROLES: '{"editor":["post:read","post:write"]}',
      },
      noFiles,
    );
    expect(configuration).toMatchObject({
      isProduction: true,
      url: 'https://login.example.com',
      port: 8443,
      host: undefined,
      auditDays: 90,
      areTokensBound: true,
      roles: { editor: ['post:read', 'post:write'] },
      secrets: [secret, otherSecret],
      database: { kind: 'sqlite', path: '/var/lib/gemel/gemel.db' },
      trustedProxies: ['10.0.0.0/8', '::1'],
      allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
      cookieName: '__Host-Http-login',
      tokenAlgorithm: 'Ed25519',
      secondFactor: { roles: ['admin', 'finance'] },
      unsealedPasskeys: 'seal',
      clients: [client],
      logLevel: 'warn',
      totpSteps: 1,
      passkeySite: { domain: 'example.com', origins: ['https://app.example.com'] },
      timeouts: { inactivityTimeout: 900, overallTimeout: 43_200 },
      sessionsNeedProof: true,
      limits: { address: { burst: 200, interval: 30 } },
    });
  });

  it('switches links that sign in on where there is mail to send them by (6.3.6)', () => {
    const settings = {
      GEMEL_SIGN_IN_LINKS: 'on',
      GEMEL_EMAIL_VERIFICATION: 'required',
      GEMEL_SIGN_IN_NOTICES: 'new-device, passkey-copied',
    };
    expect(loadConfiguration(settings, noFiles).mailPolicy).toEqual({
      signInLinks: true,
      requiresVerifiedEmail: true,
      notices: { 'new-device': true, 'new-network': false, 'second-factor-failed': false, 'passkey-copied': true },
    });
    expect(Object.values(loadConfiguration({ GEMEL_SIGN_IN_NOTICES: 'none' }, noFiles).mailPolicy.notices ?? {})).toEqual(
      Array(4).fill(false),
    );
    const lacking = ['GEMEL_SIGN_IN_LINKS', 'GEMEL_EMAIL_VERIFICATION'].map(
      (name) => `${name} needs GEMEL_MAIL_URL in production: set that too, or remove it`,
    );
    const { problems } = judgeConfiguration({ NODE_ENV: 'production', ...settings }, noFiles);
    expect(problems).toEqual(expect.arrayContaining(lacking));
    const withMail = { NODE_ENV: 'production', GEMEL_MAIL_URL: 'smtps://mail.example.com', ...settings };
    expect(judgeConfiguration(withMail, noFiles).problems.filter((problem) => lacking.includes(problem))).toEqual([]);
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
    ['GEMEL_ADMIN_PORT', 'x', /write GEMEL_ADMIN_PORT=4001/],
    ['GEMEL_ADMIN_PORT', '4000', 'GEMEL_PORT and GEMEL_ADMIN_PORT are both 4000: give them two ports'],
    ['GEMEL_ADMIN_HOST', 'here', /write GEMEL_ADMIN_HOST=127\.0\.0\.1/],
    ['GEMEL_MAX_STALENESS', '0', /seconds from 0\.1 to 300/],
    ['GEMEL_MAX_STALENESS', '5s', /seconds from 0\.1 to 300/],
    ['GEMEL_MAX_STALENESS', '301', /seconds from 0\.1 to 300/],
    ['GEMEL_ON_STALE', 'ignore', /write GEMEL_ON_STALE=ask/],
    ['GEMEL_SECOND_FACTOR', 'sometimes', /must be never, always, or role: and names of roles: write GEMEL_SECOND_FACTOR=role:admin/],
    ['GEMEL_SECOND_FACTOR', 'role:', /write GEMEL_SECOND_FACTOR=role:admin/],
    ['GEMEL_EMAIL_VERIFICATION', 'yes', /must be required or optional: write GEMEL_EMAIL_VERIFICATION=required/],
    ['GEMEL_SIGN_IN_NOTICES', 'new-moon', /must be none, or some of new-device, new-network, second-factor-failed, passkey-copied/],
    ['GEMEL_UNSEALED_PASSKEYS', 'yes', /must be refuse or seal: write GEMEL_UNSEALED_PASSKEYS=seal/],
    ['GEMEL_TOTP_STEPS', '2', 'GEMEL_TOTP_STEPS must be 1 or 3: write GEMEL_TOTP_STEPS=1'],
    ['GEMEL_PASSKEY_DOMAIN', 'other.example', /must be login\.example\.com, the host of GEMEL_URL, or a domain that it lies in/],
    ['GEMEL_PASSKEY_DOMAIN', 'gin.example.com', /the host of GEMEL_URL, or a domain that it lies in/],
    ['GEMEL_PASSKEY_DOMAIN', 'com', /must be a domain in small letters/],
    ['GEMEL_PASSKEY_DOMAIN', 'https://example.com', /must be a domain in small letters/],
    ['GEMEL_PASSKEY_ORIGINS', 'https://app.example.com/', /must list origins without a path/],
    ['GEMEL_PASSKEY_ORIGINS', 'https://other.example', /does not lie in login\.example\.com, so no browser would show a passkey there/],
    ['GEMEL_INACTIVITY_TIMEOUT', '59', /must be seconds from 60 to 31536000: write GEMEL_INACTIVITY_TIMEOUT=900/],
    ['GEMEL_INACTIVITY_TIMEOUT', '90000', /GEMEL_INACTIVITY_TIMEOUT \(90000\) is longer than GEMEL_OVERALL_TIMEOUT \(86400\)/],
    ['GEMEL_OVERALL_TIMEOUT', '1d', /must be seconds from 60/],
    ['GEMEL_BOUND_TOKENS', 'yes', /must be required or optional: write GEMEL_BOUND_TOKENS=required/],
    ['GEMEL_SESSIONS_NEED_PROOF', 'yes', /must be on or off: write GEMEL_SESSIONS_NEED_PROOF=on/],
    ['GEMEL_LIMITS', '[]', /must be a JSON object of limits/],
    ['GEMEL_LIMITS', '{"adress":{"burst":1,"interval":1}}', /is wrong: throttling\.adress is not a limit: there are pair, account/],
    ['GEMEL_LIMITS', '{"inARow":{"burst":101,"interval":60}}', /is wrong: throttling\.inARow must be a limit, its burst from 1 to 100/],
    ['GEMEL_SIGN_IN_LINKS', 'yes', /must be on or off: write GEMEL_SIGN_IN_LINKS=on/],
    ['GEMEL_TOKEN_ALGORITHM', 'none', /one of ES256, EdDSA, Ed25519, RS256, PS256, HS256: write GEMEL_TOKEN_ALGORITHM=ES256/],
    ['GEMEL_DATABASE_URL', 'mysql://localhost/gemel', /must be sqlite: and a path, or a postgres:\/\/ URL/],
    ['GEMEL_DATABASE_URL', 'postgres://localhost', /names no database/],
    ['GEMEL_DATABASE_URL', 'postgres://localhost/a/b', /names no database, or more than one/],
    ['GEMEL_DATABASE_URL', 'postgres:///gemel', /names no host/],
    ['GEMEL_DATABASE_URL', 'postgres://one:5432,two:5432/gemel', /not a URL with one host/],
    ['GEMEL_DATABASE_URL', 'postgres:gemel', /not a URL with one host/],
    ['GEMEL_REDIS_URL', 'localhost:6379', /not a redis:\/\/ URL/],
    ['GEMEL_REDIS_URL', 'redis://a:6379,b:6379', /several hosts, which only a cluster has/],
    ['GEMEL_REDIS_URL', 'redis+cluster://a:7000,b:7001/3', /a cluster has only the first/],
    ['GEMEL_REDIS_URL', 'redis://localhost:port', /host or port that cannot be one/],
    ['GEMEL_REDIS_WAIT_REPLICAS', '1', /does nothing without GEMEL_REDIS_URL/],
    ['GEMEL_DATABASE_POOLER', 'transaction', /GEMEL_DATABASE_POOLER needs a postgres:/],
    ['GEMEL_DATABASE_REPLICA_URL', 'postgres://replica/gemel', /needs a postgres:\/\/ URL in GEMEL_DATABASE_URL/],
    ['GEMEL_DATABASE_URL', 'sqlite::memory:', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_DATABASE_URL', 'sqlite:file:gemel.db?mode=ro', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_DATABASE_URL', 'sqlite:', /write GEMEL_DATABASE_URL=sqlite:/],
    ['GEMEL_TRUSTED_PROXIES', '10.0.0.0/33', /CIDR/],
    ['GEMEL_TRUSTED_PROXIES', 'proxy.example.com', /CIDR/],
    ['GEMEL_ALLOWED_ORIGINS', '*', /origins without a path/],
    ['GEMEL_CLIENTS', 'orders', /must be a JSON list of clients/],
    ['GEMEL_CLIENTS', '[{"id":"orders","secret":"x","audiences":["a"]}]', /must be a JSON list of clients/],
    [
      'GEMEL_CLIENTS',
      JSON.stringify([{ ...client, secretHash: 'the secret' }]),
      /secretHash takes the SHA-256 .*characters, or a list of such while it is being rotated$/,
    ],
    ['GEMEL_CLIENTS', JSON.stringify([client, client]), /id is another client's already/],
    [
      'GEMEL_CLIENTS',
      '[{"id":"a","jwks":{"keys":[{"kty":"EC","kid":"k","alg":"ES256","d":"x"}]},"audiences":["a"]}]',
      /clients\[0\]\.jwks takes \{ keys/,
    ],
    ['GEMEL_CLIENTS', '[{"id":"a","audiences":["a"]}]', /clients\[0\] takes secretHash or jwks/],
    ['GEMEL_COOKIE_NAME', 'session', /must start with __Host-Http-/],
    ['GEMEL_COOKIE_NAME', '__Host-Http-a b', /must start with __Host-Http-/],
    ['GEMEL_LOG_LEVEL', 'verbose', /must be one of/],
    ['GEMEL_ROLES', '{"two words":[]}', /must be JSON, lists of permissions/],
    ['GEMEL_ROLES', '{"editor":"post:write"}', /write GEMEL_ROLES='\{"editor":\["post:write"\]\}'/],
    ['GEMEL_ROLES', 'editor', /must be JSON/],
    ['GEMEL_AUDIT_DAYS', '0', /must be a number of days from 1 to 36500: write GEMEL_AUDIT_DAYS=365/],
    ['GEMEL_AUDIT_DAYS', '36501', /must be a number of days/],
    ['GEMEL_AUDIT_DAYS', '7d', /must be a number of days/],
    ['NODE_ENV', 'prod', /write NODE_ENV=production/],
  ])('refuses %s=%s and says what to write', (name, value, expected) => {
    const { problems } = judgeConfiguration({ ...production, [name]: value }, noFiles);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it.each([
    ['postgres://gemel:pw@db.internal:5432/gemel?sslmode=verify-full', 'postgres://gemel@db.internal:5432/gemel'],
    ['postgresql://localhost/gemel', 'postgresql://localhost/gemel'],
    ['postgres:///gemel?host=/run/postgresql&user=gemel&password=pw', 'postgres:///run/postgresql/gemel'],
  ])('takes %s, and shows it without its password', (url, shown) => {
    const { database } = loadConfiguration({ GEMEL_DATABASE_URL: url }, noFiles);
    expect(database).toEqual({ kind: 'postgres', url, replicaUrl: undefined, isPooled: false });
    expect(spellPlace(database)).toBe(shown);
  });

  it.each([
    ['redis://localhost', ['redis://localhost'], false, 'redis://localhost'],
    [
      'rediss://gemel:p%40w@cache.internal:6380/2',
      ['rediss://gemel:p%40w@cache.internal:6380/2'],
      false,
      'rediss://gemel@cache.internal:6380/2',
    ],
    ['redis://:pw@[::1]:6379', ['redis://:pw@[::1]:6379'], false, 'redis://[::1]:6379'],
    ['redis+cluster://:pw@a:7000,b:7001', ['redis://:pw@a:7000', 'redis://:pw@b:7001'], true, 'cluster redis://a:7000, redis://b:7001'],
  ])('takes %s', (url, urls, isCluster, shown) => {
    const { redis } = loadConfiguration({ GEMEL_REDIS_URL: url, GEMEL_REDIS_WAIT_REPLICAS: '1' }, noFiles);
    expect(redis).toEqual({ urls, isCluster, waitReplicas: 1 });
    expect(redis && spellPlace(redis)).toBe(shown);
  });

  it('takes a replica of the database, and not where sessions lie elsewhere', () => {
    const environment = {
      GEMEL_DATABASE_URL: 'postgres://db/gemel',
      GEMEL_DATABASE_REPLICA_URL: 'postgres://replica/gemel',
      GEMEL_DATABASE_POOLER: 'transaction',
    };
    expect(loadConfiguration(environment, noFiles).database).toMatchObject({ replicaUrl: 'postgres://replica/gemel', isPooled: true });
    expect(judgeConfiguration({ ...environment, GEMEL_REDIS_URL: 'redis://localhost' }, noFiles).problems).toEqual([
      'GEMEL_DATABASE_REPLICA_URL is for sessions in PostgreSQL, but GEMEL_REDIS_URL puts them into Redis: remove one of them',
    ]);
  });

  it.each([
    ['GEMEL_DATABASE_URL', 'postgres://gemel:hunter2@db.internal:notaport/gemel'],
    ['GEMEL_DATABASE_URL', 'postgres://gemel:hunter2@db.internal'],
    ['GEMEL_DATABASE_URL', 'postgers://gemel:hunter2@db.internal/gemel'],
    ['GEMEL_DATABASE_REPLICA_URL', 'gemel:hunter2@db.internal/gemel'],
    ['GEMEL_REDIS_URL', 'redis://:hunter2@one:6379,two:6379'],
    ['GEMEL_REDIS_URL', 'redis://:hunter2@p/ss@one:6379'],
  ])('never repeats the password of %s=%s (P9)', (name, value) => {
    const { problems } = judgeConfiguration({ [name]: value }, noFiles);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('hunter2');
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
    expect(judgeConfiguration({ NODE_ENV: 'production' }, noFiles, 'store').problems).toEqual([]);
  });

  it('throws all problems as one error', () => {
    expect(() => loadConfiguration({ GEMEL_PORT: 'x', GEMEL_X: 'y' }, noFiles)).toThrow(GemelError);
  });
});
