/** Where records are kept, and how to name such a place without its password. */

/** Where accounts lie, and sessions too where there is no Redis. */
export type DatabasePlace =
  /** The path as it was written: relative to the working directory, or absolute. */
  { readonly kind: 'sqlite'; readonly path: string } | PostgresPlace;

export interface PostgresPlace {
  readonly kind: 'postgres';
  /** With its password: for the driver alone. */
  readonly url: string;
  /** With its password. */
  readonly replicaUrl: string | undefined;
  /** True where a pooler in transaction mode stands between. */
  readonly isPooled: boolean;
}

/** Where sessions lie when they do not lie with the accounts. */
export interface RedisPlace {
  /** One URL for each node that was named; more than one for a cluster only. With their passwords: for the driver alone. */
  readonly urls: readonly [string, ...string[]];
  readonly isCluster: boolean;
  /** How many replicas must hold a change before it counts as replicated; 0: none is waited for. */
  readonly waitReplicas: number;
}

/** Names a place for people and logs: no password, no parameters. */
export function spellPlace(place: DatabasePlace | RedisPlace): string {
  if ('urls' in place) return `${place.isCluster ? 'cluster ' : ''}${place.urls.map(spellUrl).join(', ')}`;
  return place.kind === 'sqlite' ? place.path : spellUrl(place.url);
}

/** Returns scheme, user, host, port and path of a URL; never its password or what follows `?`, which may hold one. */
export function spellUrl(text: string): string {
  const { protocol, username, host, pathname, searchParams } = new URL(text);
  const where = host === '' ? (searchParams.get('host') ?? '') : host;
  return `${protocol}//${username === '' ? '' : `${username}@`}${where}${pathname === '/' ? '' : pathname}`;
}
