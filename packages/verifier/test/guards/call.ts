/** Sends one request with the headers that it is told to send, repeated names included. */
import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export function call(port: number, path: string, headers: readonly (readonly [string, string])[] = []): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const flat = [['host', `127.0.0.1:${port}`] as const, ...headers].flat();
    const sent = request({ host: '127.0.0.1', port, path, headers: flat, agent: false }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(parts).toString() }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
