/** Where a command gets its tokens: from its arguments, or from standard input, so that they need not be in a shell's history. */
import { createInterface } from 'node:readline';

/** Yields the arguments, or where there are none each line of standard input that is not empty. */
export async function* readTokens(args: readonly string[]): AsyncGenerator<string> {
  if (args.length > 0) {
    yield* args;
    return;
  }
  if (process.stdin.isTTY) process.stderr.write('Paste one token per line, then press Ctrl+D.\n');
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield line;
  }
}
