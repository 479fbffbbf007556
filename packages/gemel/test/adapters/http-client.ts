/** A client that sends what it is told to, hostile headers included, and follows nothing. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Lower-case name → value; several of one name joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  /** In this order, repeated names as they are. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

export interface HttpClient {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Writes bytes as they are and returns the status line's number. */
  raw(text: string): Promise<number>;
  close(): void;
}

export function createHttpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    call: (method, path, { headers = [], body } = {}) =>
      new Promise((resolve, reject) => {
        const length: readonly (readonly [string, string])[] =
          body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))]];
        const flat = [['host', `127.0.0.1:${port}`] as const, ...headers, ...length].flat();
        const req = request({ host: '127.0.0.1', port, method, path, headers: flat, agent }, (res) => {
          const parts: Buffer[] = [];
          res.on('data', (part: Buffer) => parts.push(part));
          res.on('error', reject);
          res.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            const entries = Object.entries(res.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')] as const);
            resolve({
              status: res.statusCode ?? 0,
              headers: new Map(entries),
              setCookies: res.headers['set-cookie'] ?? [],
              text,
              get body() {
                return JSON.parse(text);
              },
            });
          });
        });
        req.on('error', reject);
        req.end(body);
      }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
        socket.once('data', (data) => {
          socket.destroy();
          resolve(Number(data.toString('latin1').split(' ')[1]));
        });
        socket.once('error', reject);
      }),
    close: () => agent.destroy(),
  };
}
