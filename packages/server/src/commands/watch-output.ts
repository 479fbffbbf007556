/** Watches the standard output of a command, which can fail: whoever read has gone (`gemel audit export | head`), or the disk is full. */
import type { Writable } from 'node:stream';

/** What a shell says of a program that SIGPIPE has ended, as it ends others whose reader has gone. */
const READER_IS_GONE = 141;

export interface OutputWatch {
  /** Undefined while everything could be written. */
  exitCode(): number | undefined;
}

/**
 * Lets the command come to its end, so that what it has begun is not left half done.
 *
 * @param say told what to do, once; of a reader who has gone, nothing.
 */
export function watchOutput(stream: Pick<Writable, 'on'>, say: (line: string) => void): OutputWatch {
  let exitCode: number | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (exitCode !== undefined) return;
    exitCode = error.code === 'EPIPE' ? READER_IS_GONE : 1;
    if (error.code !== 'EPIPE')
      say(
        `Standard output cannot be written (${error.code ?? error.message}), what was said there is not whole: make room, or let it go elsewhere.`,
      );
  });
  return { exitCode: () => exitCode };
}
