/** Looks at what the environment says, before anything is reached. */
import { defaults } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const loopback = /^(?:127\.|::1$|localhost$)/;

export function checkSettings(configuration: Configuration): readonly Finding[] {
  return [
    ...checkSecrets(configuration),
    ...checkListeners(configuration),
    ...checkCookie(configuration),
    ...checkWays(configuration),
    ...checkFreshness(configuration),
    ...checkFeed(configuration),
  ];
}

function checkSecrets({ secrets, isProduction }: Configuration): readonly Finding[] {
  if (secrets === undefined) {
    return isProduction
      ? [problem('GEMEL_SECRET is missing: set it to the output of `openssl rand -base64 48`')]
      : [
          warning(
            'GEMEL_SECRET is not set: this node would take the one of the file `secret`, and each node must have the same. Set GEMEL_SECRET',
          ),
        ];
  }
  if (secrets.length === 1) return [ok('GEMEL_SECRET: one secret')];
  return [
    ok(`GEMEL_SECRET: ${secrets.length} secrets, the first one in use. Once no session is older than the rotation, take the others out`),
  ];
}

function checkListeners({ url, host, admin, trustedProxies, isProduction }: Configuration): readonly Finding[] {
  const findings: Finding[] = [];
  if (isProduction && url === undefined)
    findings.push(problem('GEMEL_URL is missing: set it to the URL that browsers see, such as https://login.example.com'));
  else if (url?.startsWith('https:') === true && trustedProxies.length === 0) {
    findings.push(
      warning(
        'GEMEL_URL is https, but GEMEL_TRUSTED_PROXIES is empty: every client seems to have the address of your proxy, and is throttled as one. Set GEMEL_TRUSTED_PROXIES to the addresses of the proxy',
      ),
    );
  } else if (url !== undefined) findings.push(ok(`GEMEL_URL: ${url}`));
  if (trustedProxies.some((range) => range.endsWith('/0'))) {
    findings.push(
      problem(
        'GEMEL_TRUSTED_PROXIES believes everybody: whoever sends X-Forwarded-For chooses the address he is throttled by. Name your proxies alone',
      ),
    );
  }
  if (isProduction && trustedProxies.length > 0 && host === undefined) {
    findings.push(
      warning(
        'GEMEL_HOST is not set: the node listens on all interfaces. Set it to the one that the proxy uses, such as GEMEL_HOST=127.0.0.1',
      ),
    );
  }
  if (!loopback.test(admin.host)) {
    findings.push(
      warning(
        `GEMEL_ADMIN_HOST is ${admin.host}: metrics, health and the doors of the console and the admin API are there for whoever reaches it. Leave it out, or let a firewall see to it`,
      ),
    );
  }
  return findings;
}

/** What browsers make of the cookie and of the origins that may use it. */
function checkCookie({ url, cookieName, allowedOrigins, trustedProxies }: Configuration): readonly Finding[] {
  const findings: Finding[] = [];
  const name = cookieName ?? defaults.cookie.name;
  if (!name.startsWith('__Host-Http-'))
    findings.push(
      warning(
        `The cookie is called ${name}: with __Host-Http- before it, no script could plant one. Write GEMEL_COOKIE_NAME=__Host-Http-login`,
      ),
    );
  else findings.push(ok(`Cookie: ${name}`));
  if (url !== undefined && url.startsWith('http:') && !loopback.test(new URL(url).hostname))
    findings.push(problem(`GEMEL_URL is ${url}: browsers keep no Secure cookie of http, so nobody stays signed in. Use https`));
  const open = allowedOrigins.filter((origin) => origin.startsWith('http:') && !loopback.test(new URL(origin).hostname));
  if (open.length > 0)
    findings.push(
      warning(
        `GEMEL_ALLOWED_ORIGINS has ${open.join(', ')}: whoever is on the way can put a script there, which then acts for its visitors. Use https`,
      ),
    );
  if (trustedProxies.length > 0) findings.push(ok(`Proxies: X-Forwarded-For is believed from ${trustedProxies.join(', ')} alone`));
  return findings;
}

/** TLS on the way to the stores. */
function checkWays({ database, redis }: Configuration): readonly Finding[] {
  const findings: Finding[] = [];
  if (database.kind === 'postgres') {
    for (const text of [database.url, database.replicaUrl ?? database.url]) {
      const { hostname, searchParams } = new URL(text);
      const isOpen = !['require', 'prefer', 'verify-ca', 'verify-full', 'no-verify'].includes(searchParams.get('sslmode') ?? '');
      if (hostname !== '' && !loopback.test(hostname) && isOpen) {
        findings.push(
          warning(`PostgreSQL at ${hostname} is reached without TLS: add ?sslmode=verify-full, unless nobody else is on that network`),
        );
      } else if (searchParams.get('sslmode') === 'no-verify') {
        findings.push(
          warning(
            `The certificate of PostgreSQL at ${hostname} is not checked: write sslmode=verify-full (with &sslrootcert=… for a certificate authority of your own)`,
          ),
        );
      }
    }
  }
  for (const text of redis?.urls ?? []) {
    const { hostname, protocol, password } = new URL(text);
    if (loopback.test(hostname)) continue;
    if (protocol === 'redis:')
      findings.push(warning(`Redis at ${hostname} is reached without TLS: write rediss://, unless nobody else is on that network`));
    if (password === '')
      findings.push(
        warning(`Redis at ${hostname} is reached without a password: set one (requirepass, or an ACL), and write redis://user:password@…`),
      );
  }
  return findings.filter((finding, index) => findings.findIndex(({ text }) => text === finding.text) === index);
}

function checkFreshness({ freshness: { onStale } }: Configuration): readonly Finding[] {
  if (onStale !== 'accept') return [];
  return [
    warning(
      'GEMEL_ON_STALE=accept: this node goes on accepting sessions that were revoked while it hears nothing, until their tokens expire. Write GEMEL_ON_STALE=ask, unless that is what you want',
    ),
  ];
}

function checkFeed({ clients, feedAccess }: Configuration): readonly Finding[] {
  if (feedAccess === 'clients') return [ok('GEMEL_FEED_ACCESS: the feed is for registered clients alone')];
  if (clients.length === 0) return [];
  return [
    warning(
      'GEMEL_FEED_ACCESS is public: whoever reaches /feed counts as a reader, and a revocation that waits until it holds everywhere waits for strangers as well. Once every verifier sends its credentials (createVerifier({ client })), write GEMEL_FEED_ACCESS=clients',
    ),
  ];
}
