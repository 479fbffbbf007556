/** Names a request's route for the log, so that ids and whatever else a path may hold stay out of it. */
import { endpointPaths } from '@gemel/protocol';

const exact: ReadonlySet<string> = new Set([
  ...Object.values(endpointPaths),
  '/',
  '/sign-in',
  '/sign-up',
  '/sign-out',
  '/account',
  '/account/access-token',
  '/account/password',
  '/account/sessions/end-others',
  '/account/sessions/end-all',
  '/livez',
  '/readyz',
]);

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^\/auth\/sessions\/[^/]+$/, '/auth/sessions/{sid}'],
  [/^\/account\/sessions\/[^/]+\/end$/, '/account/sessions/{sid}/end'],
  [/^\/assets\//, '/assets/{file}'],
];

/** Returns the route's pattern, or `{unknown}`. */
export function routePattern(path: string): string {
  if (exact.has(path)) return path;
  return patterns.find(([pattern]) => pattern.test(path))?.[1] ?? '{unknown}';
}
