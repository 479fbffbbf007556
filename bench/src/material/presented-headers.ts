/** Headers as they come off a socket: strings of their own, in an order that no memory prefetcher foresees. */

/** Returns fresh copies of the headers, shuffled by a fixed rule. A copy shares no memory, and no hash, with what warmed a cache. */
export function presentHeaders(headers: readonly string[]): readonly string[] {
  const copies = headers.map((header) => Buffer.from(header, 'latin1').toString('latin1'));
  let state = 12_345;
  for (let index = copies.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (index + 1);
    const swapped = copies[index];
    copies[index] = copies[other] ?? '';
    copies[other] = swapped ?? '';
  }
  return copies;
}

/** Checks the credential in a header value; throws where it is not what it should be. */
export type HeaderCheck = (header: string) => void;

/** Calls `check` with the next header, round and round, `count` times per run. */
export function overHeaders(headers: readonly string[], check: HeaderCheck): (count: number) => void {
  let next = 0;
  return (count) => {
    for (let done = 0; done < count; done++) {
      check(headers[next] ?? '');
      next = next + 1 === headers.length ? 0 : next + 1;
    }
  };
}

/** A `Cookie` header as a browser with one more cookie sends it: the same shape for every contender. */
export function cookieHeader(name: string, value: string): string {
  return `theme=dark; ${name}=${value}`;
}
