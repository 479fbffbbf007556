/** Fetches from a provider: within a time and a size, never led elsewhere, and in clear on this machine alone. */
import { GemelError, type Seconds } from '@gemel/protocol';
import { isLoopback } from './provider-options.ts';

/** Seconds after which one answer is given up, its body included. */
export const providerTimeout: Seconds = 5;
/** Metadata, keys, tokens and user info are each a few kilobytes. */
const maxBytes = 256 * 1024;

export interface BoundedInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form or a text; nothing else is sent. */
  readonly body?: unknown;
}

/** Returns an answer whose whole body is here. @throws GemelError `provider_unavailable` for no answer in time, too large a one, or a fault over there */
export async function boundedFetch(url: string, { method = 'GET', headers = {}, body: given }: BoundedInit = {}): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) throw unavailable('an address that is not https', url);
  try {
    const body = typeof given === 'string' || given instanceof URLSearchParams ? given : null;
    const signal = AbortSignal.timeout(providerTimeout * 1000);
    const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual', credentials: 'omit' });
    if (answer.status >= 500 || answer.status === 0) throw unavailable(`it answered ${answer.status}`, url);
    const text = await readWithin(answer, url);
    const { status } = answer;
    return new Response(status === 204 || status === 304 ? null : text, { status, headers: answer.headers });
  } catch (error) {
    throw error instanceof GemelError ? error : unavailable(reasonOf(error), url);
  }
}

async function readWithin({ body }: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      throw unavailable(`it answered with more than ${maxBytes} bytes`, url);
    }
    parts.push(part.value);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** For the log: the host that was asked, and nothing of what was said. */
function unavailable(text: string, url: string): GemelError {
  return new GemelError('provider_unavailable', { text, host: new URL(url).host });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
