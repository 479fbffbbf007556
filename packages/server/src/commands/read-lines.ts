/** Splits a stream into lines and passes on what goes wrong with it, which node:readline does not. */
import { optionsError } from '@gemel/protocol';

const longestLine = 1_048_576;

/** Yields each line without its end. @throws GemelError `options_invalid` for one that is longer than any is meant to be */
export async function* readLines(input: AsyncIterable<Uint8Array | string>, command: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 1;
  for await (const chunk of input) {
    const lines = `${rest}${typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    number += lines.length;
    if (rest.length > longestLine) throw optionsError(command, [`Line ${number} is longer than a megabyte: write one account per line`]);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
