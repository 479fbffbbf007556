/** Wrong options are reported all at once, each with what to write instead. */
import { GemelError } from './gemel-error.ts';

/**
 * Returns an `options_invalid` error whose `cause` is an `AggregateError`-like list of lines;
 * its message joins them, one line each, since a developer reads it on a console.
 *
 * @param what what was being built, such as `createGemel`.
 * @param problems at least one line: what is wrong, and what to write instead.
 */
export function optionsError(what: string, problems: readonly string[]): GemelError {
  const error = new GemelError('options_invalid', problems);
  error.message = problems.length === 1 ? `${what}: ${problems[0]}` : `${what}:\n${problems.map((line) => `- ${line}`).join('\n')}`;
  return error;
}
