/** The replies of Redis (RESP2), as far as a test's own questions need them. */

export type RedisReply = string | number | null | readonly RedisReply[];

/** Returns the reply and where it ends; undefined where more bytes are needed. @throws the error that Redis replied. */
export function parseReply(bytes: Buffer, start = 0): { readonly reply: RedisReply; readonly end: number } | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd === -1) return undefined;
  const kind = String.fromCharCode(bytes[start] ?? 0);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  if (kind === '+') return { reply: line, end };
  if (kind === ':') return { reply: Number(line), end };
  if (kind === '-') throw new Error(line);
  if (line === '-1') return { reply: null, end };
  return kind === '$' ? parseText(bytes, end, Number(line)) : parseList(bytes, end, Number(line));
}

function parseText(bytes: Buffer, start: number, length: number): { reply: string; end: number } | undefined {
  const end = start + length;
  return bytes.length < end + 2 ? undefined : { reply: bytes.toString('utf8', start, end), end: end + 2 };
}

function parseList(bytes: Buffer, start: number, length: number): { reply: readonly RedisReply[]; end: number } | undefined {
  const list: RedisReply[] = [];
  let end = start;
  for (let index = 0; index < length; index++) {
    const one = parseReply(bytes, end);
    if (one === undefined) return undefined;
    list.push(one.reply);
    end = one.end;
  }
  return { reply: list, end };
}
