/** Where a page of sessions ended, as the next one is asked for: a number that only the store reads. */
import { GemelError } from '@gemel/protocol';

/** Returns the number of a place that a store has given out. @throws GemelError `request_malformed` for any other text */
export function readPlace(after: string): number {
  if (!/^[1-9][0-9]{0,15}$/.test(after) || !Number.isSafeInteger(Number(after))) throw unknownPlace();
  return Number(after);
}

export function unknownPlace(): GemelError {
  return new GemelError('request_malformed', 'The place to go on from is none that a page of sessions has named.');
}
