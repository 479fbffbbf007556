/** Names a request's route for the log, so that ids and whatever else a path may hold stay out of it. */
import type { RouteRow } from './route-table.ts';

/** Returns what finds the route's pattern by a path, or says `{unknown}`. */
export function createRoutePattern(rows: readonly RouteRow[]): (path: string) => string {
  const paths = rows.map(({ path }) => path).filter((path) => !path.startsWith('/assets/'));
  const exact = new Set(paths.filter((path) => !path.includes('{')));
  const patterns = [...new Set(paths), '/assets/{file}']
    .filter((path) => path.includes('{'))
    .map((path) => ({
      path,
      pattern: new RegExp(
        `^${path
          .split(/\{[^}]*\}/)
          .map(escape)
          .join('[^/]+')}$`,
      ),
    }));
  return (path) => (exact.has(path) ? path : (patterns.find(({ pattern }) => pattern.test(path))?.path ?? '{unknown}'));
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
