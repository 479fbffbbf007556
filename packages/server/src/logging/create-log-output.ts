/** Writes the log to standard output, which can fail: whoever read has gone, or the disk is full. A server that ended because of that would let nobody in. */
import type { Writable } from 'node:stream';

/**
 * Returns what writes a text. What cannot be written is gone, and counted.
 *
 * @param onAgain told how many texts are gone, when one was written again.
 */
export function createLogOutput(stream: Pick<Writable, 'on' | 'write'>, onAgain: (lost: number) => void): (text: string) => void {
  let lost = 0;
  // Each write is told of its own failure; this event would end the process if nobody listened.
  stream.on('error', () => undefined);
  return (text) => {
    stream.write(text, (error) => {
      if (error) {
        lost += 1;
      } else if (lost > 0) {
        const gone = lost;
        lost = 0;
        onAgain(gone);
      }
    });
  };
}
