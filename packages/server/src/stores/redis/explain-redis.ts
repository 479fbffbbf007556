/** Turns what Redis, its driver or the network says into a line that says what to do. No line holds a password. */

/** The beginnings of what Redis answers. */
const answers: readonly (readonly [RegExp, string])[] = [
  [
    /^WRONGPASS|^ERR invalid password|^ERR Client sent AUTH/,
    'does not accept the password: correct user and password in GEMEL_REDIS_URL (@ : / in them are written %40 %3A %2F).',
  ],
  [/^NOAUTH/, 'demands a password: write GEMEL_REDIS_URL=redis://user:password@host:6379 (redis://:password@… for the user `default`).'],
  [/^NOPERM/, "lets this user do too little: in Redis's ACL give it ~* &* +@all -@dangerous +info +config|get +wait."],
  [/^READONLY/, 'is a replica: let GEMEL_REDIS_URL lead to the primary.'],
  [/^LOADING/, 'is still reading its data: start again in a moment.'],
  [/^MISCONF/, "cannot write to its disk, and takes no changes: make room there, and look into Redis's log."],
  [/^OOM/, 'has no memory left: raise maxmemory (never another maxmemory-policy than noeviction).'],
  [/^CLUSTERDOWN/, 'is a cluster that lacks masters for some slots: look at `redis-cli --cluster check`.'],
  [/^ERR.*cluster support disabled/, 'is no cluster: write redis:// in GEMEL_REDIS_URL, not redis+cluster://.'],
  [/^MOVED|^CROSSSLOT/, 'is a cluster: write redis+cluster:// in GEMEL_REDIS_URL.'],
  [/^NOREPLICAS/, 'has fewer replicas than min-replicas-to-write demands: bring one back.'],
  [/^ERR DB index/, 'has no database of that number: correct the end of GEMEL_REDIS_URL.'],
  [
    /^Connection is closed/,
    'broke off the connection: with TLS write rediss://, without it redis://; and see that GEMEL_REDIS_URL leads to Redis and not to another service.',
  ],
  [
    /^too few replicas/,
    'has fewer replicas than GEMEL_REDIS_WAIT_REPLICAS demands, so that no read of it can be trusted: bring one back, or set a lower number.',
  ],
  [/max number of clients/, 'has no connection left: raise maxclients, or let fewer clients connect.'],
];

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: start Redis there, or correct host and port in GEMEL_REDIS_URL.',
  ECONNRESET:
    'broke off the connection: with TLS write rediss://, without it redis://; and see that GEMEL_REDIS_URL leads to Redis and not to another service.',
  EPIPE:
    'broke off the connection: with TLS write rediss://, without it redis://; and see that GEMEL_REDIS_URL leads to Redis and not to another service.',
  ENOTFOUND: 'has a host name that nobody knows: correct it in GEMEL_REDIS_URL.',
  EAI_AGAIN: 'has a host name that could not be looked up: correct it in GEMEL_REDIS_URL, or the name servers of this machine.',
  ETIMEDOUT:
    'does not answer: look whether it runs (and speaks TLS, where it is rediss://), at its firewall, and at host and port in GEMEL_REDIS_URL.',
  EHOSTUNREACH: 'cannot be reached from this machine: correct the network, or the host in GEMEL_REDIS_URL.',
  ENETUNREACH: 'cannot be reached from this machine: correct the network, or the host in GEMEL_REDIS_URL.',
  CERT_HAS_EXPIRED: 'has a certificate that has expired: renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name: use that name in GEMEL_REDIS_URL, or renew the certificate.',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'offers no TLS: switch it on (tls-port), or write redis:// in GEMEL_REDIS_URL where the network is yours alone.',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    'offers no TLS: switch it on (tls-port), or write redis:// in GEMEL_REDIS_URL where the network is yours alone.',
};

const untrusted = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/**
 * Returns one line that begins with the place.
 *
 * @param shown the place without its password.
 */
export function explainRedis(error: unknown, shown: string): string {
  return `Redis at ${shown} ${adviceFor(error)}`;
}

function adviceFor(error: unknown): string {
  const [code, message] = [textOf(error, 'code'), textOf(error, 'reason') || textOf(error, 'message')];
  const known = byCode[code] ?? answers.find(([begin]) => begin.test(message))?.[1];
  if (known !== undefined) return known;
  if (untrusted.test(code)) return 'has a certificate that nobody known here has signed: name its signer in NODE_EXTRA_CA_CERTS.';
  if (/timed? ?out/i.test(message)) return byCode['ETIMEDOUT'] ?? message;
  return `cannot be used: ${message.split('\n', 1)[0]}`;
}

function textOf(error: unknown, name: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
