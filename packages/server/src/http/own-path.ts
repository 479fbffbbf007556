/** Keeps redirects at home. */

/**
 * Returns the path (with query) of `next` if it leads to this very origin, and undefined in every other case.
 * Judged by what a browser would make of it, a parsed URL, never by how the text begins.
 */
export function ownPath(next: string | undefined, origin: string): string | undefined {
  if (next === undefined || next.length > 512 || !next.startsWith('/') || !URL.canParse(next, origin)) return undefined;
  const url = new URL(next, origin);
  const path = url.pathname + url.search;
  // A path such as /.//evil.example keeps two slashes once it is resolved, and two slashes name a host.
  return url.origin === origin && !path.startsWith('//') ? path : undefined;
}
