/** Fetches one text from an address that was configured: no redirect, no cache, bounded size, strict UTF-8. */
import { optionsError } from '@gemel/protocol';
import { adviceOn } from '#advice';

/** How everything is fetched. */
export interface FetchInit {
  readonly signal: AbortSignal;
  readonly redirect: 'error';
  readonly cache: 'no-store';
  readonly credentials: 'omit';
  readonly headers: Readonly<Record<string, string>>;
  /** For a question that must not lie in a URL; a GET otherwise. */
  readonly method?: 'POST';
  readonly body?: string;
}

/** What is sent where a question is put by POST. */
export interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/**
 * Returns the body of a 200.
 *
 * @throws Error for any other answer, or one of more than `maxBytes`; whoever asked gives it a code.
 */
export async function fetchText(
  fetch: Fetch,
  url: string,
  { maxBytes, signal, post }: { readonly maxBytes: number; readonly signal: AbortSignal; readonly post?: Post },
): Promise<string> {
  const response = await fetch(url, {
    signal,
    redirect: 'error',
    cache: 'no-store',
    credentials: 'omit',
    headers: { accept: 'application/json', ...post?.headers },
    ...(post === undefined ? {} : { method: 'POST', body: post.body }),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`answered ${response.status}`);
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
    size += chunk.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new Error(`answered with more than ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Returns what is wrong with an address for keys or the feed: whoever can change what it answers decides who is let in. */
export function problemWithUrl(name: string, url: unknown, allowPlainHttp: boolean): string | undefined {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return adviceOn('url', name);
  if (parsed.username !== '' || parsed.password !== '') return adviceOn('urlUser', name);
  if (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && (allowPlainHttp || loopback.test(parsed.hostname)))) return undefined;
  return adviceOn('urlPlain', name);
}

/** @throws GemelError `options_invalid` */
export function checkUrl(what: string, { url, allowPlainHttp = false }: { readonly url: string; readonly allowPlainHttp?: boolean }): void {
  const problem = problemWithUrl('url', url, allowPlainHttp);
  if (problem !== undefined) throw optionsError(what, [problem]);
}
