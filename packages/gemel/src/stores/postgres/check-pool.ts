/** Says so where something else stands in the place of a pool, most often the URL that one is made of. */
import { optionsError } from '@gemel/protocol';

/** @throws GemelError `options_invalid` */
export function checkPool(call: string, pool: unknown): void {
  if (typeof Reflect.get(Object(pool), 'connect') === 'function') return;
  throw optionsError(call, ["pool takes a Pool of the package pg: write new pg.Pool({ connectionString: 'postgres://…' })"]);
}
