/** Says so where something else stands in the place of the engine, most often the promise of one. */
import { optionsError } from '@gemel/protocol';

/** @throws GemelError `options_invalid` */
export function checkEngine(call: string, gemel: unknown): void {
  if (typeof Reflect.get(Object(gemel), 'startSession') === 'function') return;
  const what = gemel instanceof Promise ? 'a promise, since createGemel returns one' : 'missing';
  throw optionsError(call, [`gemel is ${what}: write const gemel = await createGemel({ … })`]);
}
