/** Fetches one JSON object from an address that was configured: no redirect, no cache, bounded size, strict UTF-8. */
import type { JsonObject } from './strict-json.ts';

/** How everything is fetched. */
export interface FetchInit {
  readonly signal: AbortSignal;
  readonly redirect: 'manual';
  readonly cache: 'no-store';
  readonly credentials: 'omit';
  readonly headers: Readonly<Record<string, string>>;
  /** For a question that must not lie in a URL; a GET otherwise. */
  readonly method?: 'POST';
  readonly body?: string;
}

/** What is asked for, and how; a POST where there is a body. */
export interface MembersRequest {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/**
 * Returns the members of the object that the body of a 200 is; where it is anything else, none of those that somebody asks for.
 *
 * @throws Error for any other answer, or one of more than `maxBytes`; whoever asked gives it a code.
 */
export async function fetchMembers(fetch: Fetch, url: string, { maxBytes, signal, headers, body }: MembersRequest): Promise<JsonObject> {
  const response = await fetch(url, {
    signal,
    redirect: 'manual',
    cache: 'no-store',
    credentials: 'omit',
    headers: { accept: 'application/json', ...headers },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  return membersOf(await readText(response, maxBytes));
}

async function readText({ status, body }: Response, maxBytes: number): Promise<string> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  try {
    if (status !== 200) throw new Error(`answered ${status}`);
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      size += chunk.value.length;
      if (size > maxBytes) throw new Error(`answered with more than ${maxBytes} bytes`);
      text += decoder.decode(chunk.value, { stream: true });
    }
    return text + decoder.decode();
  } finally {
    await reader?.cancel();
  }
}

function membersOf(text: string): JsonObject {
  try {
    return Object(JSON.parse(text)) as JsonObject; // each member is looked at before it is believed
  } catch {
    return {};
  }
}
