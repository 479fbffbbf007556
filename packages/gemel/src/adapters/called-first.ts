/** Says so where a framework has been handed what makes a handler in the place of the handler: it would wait for an answer for ever. */
import { optionsError } from '@gemel/protocol';

/**
 * Returns `make` as a function that takes nothing.
 *
 * @throws GemelError `options_invalid`, of what is returned, where it is called with anything, as frameworks call handlers
 */
export function calledFirst<Made>(name: string, make: () => Made): () => Made {
  return (...given: readonly unknown[]) => {
    if (given.length > 0) throw optionsError(name, [`it is called first, and takes nothing: write ${name}() where ${name} stands`]);
    return make();
  };
}
