/** Reads a message as a mail program would: headers unfolded and decoded, bodies decoded (RFC 5322, 2045, 2047). */

export interface ReadMail {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unfolded, but not decoded: what programs take apart. */
  readonly rawHeaders: Readonly<Record<string, string>>;
  readonly parts: readonly { readonly type: string; readonly text: string }[];
}

export function readMail(source: string): ReadMail {
  const { headers: rawHeaders, body } = split(source);
  const boundary = /boundary="([^"]+)"/.exec(rawHeaders['content-type'] ?? '')?.[1];
  const sources =
    boundary === undefined
      ? [source]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => part.replace(/^\r\n/, '').replace(/\r\n$/, ''));
  const headers = Object.fromEntries(Object.entries(rawHeaders).map(([name, value]) => [name, decodeWords(value)]));
  return { headers, rawHeaders, parts: sources.map(readPart) };
}

function readPart(source: string): { readonly type: string; readonly text: string } {
  const { headers, body } = split(source);
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  const bytes =
    encoding === 'base64' ? Buffer.from(body, 'base64') : encoding === 'quoted-printable' ? decodeQuoted(body) : Buffer.from(body);
  return { type: (headers['content-type'] ?? '').split(';')[0] ?? '', text: bytes.toString().replace(/\r\n/g, '\n') };
}

function split(source: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return { headers: Object.fromEntries(pairs), body: source.slice(end + 4) };
}

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[BQ]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi)].map(([, kind, word = '']) =>
          kind?.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : decodeQuoted(word.replace(/_/g, ' ')),
        ),
      ).toString(),
    );
}

function decodeQuoted(text: string): Buffer {
  const joined = text.replace(/=\r\n/g, '');
  return Buffer.concat(
    joined.split(/(=[0-9A-F]{2})/).map((part) => (/^=[0-9A-F]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
}
