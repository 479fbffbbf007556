/** Reads what authentication needs straight from node:http, since building a `Request` would cost more than the check itself. */
import type { IncomingMessage } from 'node:http';
import type { RequestFacts } from '../../index.ts';

export function factsOf(req: IncomingMessage): RequestFacts {
  const { headers } = req;
  return {
    method: req.method ?? '',
    header: (name) => {
      const value = headers[name];
      if (name === 'authorization' && value !== undefined) return everyAuthorization(req);
      return typeof value === 'string' ? value : undefined;
    },
  };
}

/** node:http keeps the first of several `Authorization` headers and drops the rest; another server before us may have read the last. */
function everyAuthorization({ rawHeaders }: IncomingMessage): string {
  let joined: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    const value = rawHeaders[index + 1] ?? '';
    joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined ?? '';
}
