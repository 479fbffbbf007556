import { describe, expect, it } from 'vitest';
import { judgeRelayConfiguration } from '../../src/configuration/judge-relay-configuration.ts';
import type { Environment } from '../../src/configuration/read-settings.ts';

const secretHash = 'A'.repeat(43);
const clients = `[{"id":"orders","secretHash":"${secretHash}","audiences":["https://orders.example.com"]}]`;

function problemsOf(environment: Environment, allowPlainHttp = false): readonly string[] {
  return judgeRelayConfiguration(environment, () => 'from a file', allowPlainHttp).problems;
}

const wrong: readonly (readonly [string, Environment, readonly (string | RegExp)[]])[] = [
  ['nothing to pass on', {}, [/^GEMEL_URL is missing: .* or GEMEL_FEED_URL/]],
  [
    'an issuer without TLS',
    { GEMEL_URL: 'http://login.example.com' },
    [/^GEMEL_URL must begin with https:.*GEMEL_URL=https:\/\/login.example.com/],
  ],
  ['a feed without TLS', { GEMEL_FEED_URL: 'http://relay.internal/feed' }, [/^GEMEL_FEED_URL must begin with https:.*--allow-plain-http/]],
  ['what is no address', { GEMEL_FEED_URL: 'relay.internal/feed' }, [/^GEMEL_FEED_URL must be the address of a feed/]],
  [
    'an address with a password',
    { GEMEL_FEED_URL: 'https://a:b@relay.example.com/feed' },
    [/^GEMEL_FEED_URL must be the address of a feed/],
  ],
  ['an address with a query', { GEMEL_FEED_URL: 'https://relay.example.com/feed?a=b' }, [/^GEMEL_FEED_URL must be the address of a feed/]],
  [
    'a feed for clients that would be for everybody',
    { GEMEL_URL: 'https://login.example.com', GEMEL_FEED_CLIENT: 'relay:a secret' },
    [/^GEMEL_FEED_ACCESS is missing beside GEMEL_FEED_CLIENT/],
  ],
  [
    'a client without a secret, and clients without any',
    { GEMEL_URL: 'https://login.example.com', GEMEL_FEED_CLIENT: 'relay', GEMEL_FEED_ACCESS: 'clients' },
    [
      /^GEMEL_FEED_CLIENT must be the name of a client, a colon and its secret/,
      /^GEMEL_FEED_ACCESS is clients, but GEMEL_CLIENTS registers none/,
    ],
  ],
  [
    'what a node has',
    { GEMEL_URL: 'https://login.example.com', GEMEL_SECRET: 'a', GEMEL_DATABASE_URL: 'b' },
    [/^GEMEL_SECRET is nothing that `gemel relay` needs/, /^GEMEL_DATABASE_URL is nothing that `gemel relay` needs/],
  ],
  [
    'one port for two',
    { GEMEL_URL: 'https://login.example.com', GEMEL_PORT: '4100', GEMEL_ADMIN_PORT: '4100' },
    ['GEMEL_PORT and GEMEL_ADMIN_PORT are both 4100: give them two ports'],
  ],
  [
    'a name that is nearly one',
    { GEMEL_FEED_URI: 'https://relay.example.com/feed' },
    ['GEMEL_FEED_URI is not a setting: did you mean GEMEL_FEED_URL?', /^GEMEL_URL is missing/],
  ],
];

describe('the settings of a relay', () => {
  it.each(wrong)('are refused with %s, and what to write', (_, environment, expected) => {
    const problems = problemsOf(environment);
    expect(problems).toEqual(expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
    expect(problems.join()).not.toContain('a secret');
  });

  it.each([
    { GEMEL_URL: 'https://login.example.com' },
    { GEMEL_URL: 'http://localhost:4000' },
    { GEMEL_FEED_URL: 'http://127.0.0.1:4000/feed', NODE_ENV: 'production' },
    { GEMEL_FEED_URL: 'https://relay.example.com/feed', GEMEL_FEED_CLIENT_FILE: 'x', GEMEL_FEED_ACCESS: 'public' },
    { GEMEL_URL: 'https://login.example.com', GEMEL_FEED_CLIENT: 'relay:a:b', GEMEL_FEED_ACCESS: 'clients', GEMEL_CLIENTS: clients },
  ])('may be %o', (environment) => {
    const expected = 'GEMEL_FEED_CLIENT_FILE' in environment ? [expect.stringMatching(/^GEMEL_FEED_CLIENT must be/)] : [];
    const { configuration, problems } = judgeRelayConfiguration(environment, () => 'no colon', false);
    expect(problems).toEqual(expected);
    expect(configuration.feed).toBeDefined();
  });

  it('take a feed without TLS where that is said', () => {
    expect(problemsOf({ GEMEL_FEED_URL: 'http://relay.internal/feed' }, true)).toEqual([]);
  });

  it('bind a node in production to all interfaces, and in development to this machine', () => {
    const hostIn = (mode: string): string | undefined =>
      judgeRelayConfiguration({ GEMEL_URL: 'https://login.example.com', NODE_ENV: mode }, () => '', false).configuration.host;
    expect([hostIn('production'), hostIn('development')]).toEqual([undefined, '127.0.0.1']);
  });
});
