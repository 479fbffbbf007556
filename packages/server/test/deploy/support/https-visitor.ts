/** A client that trusts one certificate. */
import { request } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address of this machine to come from. */
  readonly from?: string;
}

/** Sends one request on a connection of its own. */
export function askHttps(
  url: string,
  certificate: string,
  { method = 'GET', headers = {}, body, from = '127.0.0.2' }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca: certificate, agent: false, localAddress: from }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.once('error', reject).end(body);
  });
}
