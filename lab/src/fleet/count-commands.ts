/** Reads what a client sends to Redis, in pieces as they come, and says which commands they are. */

/** Returns what is to be called with each piece; `onCommand` hears the name of each command in upper case. */
export function createCommandCounter(onCommand: (name: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (let read = readCommand(rest); read !== null; read = readCommand(rest)) {
      rest = rest.subarray(read.end);
      onCommand(read.name);
    }
  };
}

/** An array of bulk strings, as every client library sends a command; null where it has not arrived whole. */
function readCommand(bytes: Buffer): { readonly name: string; readonly end: number } | null {
  const head = readNumber(bytes, 0);
  if (head === null) return null;
  let { end } = head;
  let name = '';
  for (let index = 0; index < head.value; index++) {
    const length = readNumber(bytes, end);
    if (length === null || bytes.length < length.end + length.value + 2) return null;
    if (index === 0) name = bytes.toString('latin1', length.end, length.end + length.value).toUpperCase();
    end = length.end + length.value + 2;
  }
  return { name, end };
}

/** The number behind `*` or `$`, and where the line after it begins. */
function readNumber(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | null {
  const lineEnd = bytes.indexOf('\r\n', start, 'latin1');
  return lineEnd < 0 ? null : { value: Number(bytes.toString('latin1', start + 1, lineEnd)), end: lineEnd + 2 };
}
