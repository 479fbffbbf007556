/** The code that something is refused with. */
import { GemelError } from '@gemel/protocol';

export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof GemelError ? error.code : String(error)),
  );
}
