/** `fetch` with the session's credential, where it may be shown. */
import type { Ask } from './asking.ts';
import type { ResolvedClientOptions } from './client-options.ts';
import type { Moment, Moments } from './moments.ts';
import { type HeldToken, type SharedAnswer, togetherMs } from './shared-answer.ts';

export interface AuthorizedFetchParts {
  readonly options: ResolvedClientOptions;
  readonly shared: SharedAnswer;
  readonly moments: Moments;
  readonly ask: Ask;
}

export interface AuthorizedFetch {
  /** As the browser's `fetch`. */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /** Returns an access token that is good as far as is known here, or undefined where nobody is signed in. */
  readonly accessToken: () => Promise<string | undefined>;
}

/** Of its life; a little earlier or later in each tab. */
const freshPart = 0.7;
const jitterPart = 0.2;
const spentPart = 0.95;
/** For so long nothing is asked because an API refuses what the issuer has just said is good. */
const futileMs = 10_000;

export function createAuthorizedFetch({ options, shared, moments, ask }: AuthorizedFetchParts): AuthorizedFetch {
  const part = freshPart + Math.random() * jitterPart;
  let futileUntil: Moment = 0;

  /** Nobody acts in a tab that is not seen: there a token is renewed when it is needed, and not before. */
  const isDue = (token: HeldToken, now: Moment): boolean => document.visibilityState === 'visible' && isOlder(token, now, part);

  /** A token is kept until there is a better one: whether it is still good is the API's to say. */
  const renewed = async (held: HeldToken | undefined, since: Moment): Promise<string | undefined> => {
    const asked = ask(since);
    return (held === undefined ? await asked : await asked.catch(() => ({ token: held }))).token?.text;
  };

  const accessToken = async (): Promise<string | undefined> => {
    const { state, token } = shared.latest();
    if (state.status === 'signed-out') return undefined;
    const now = moments.now();
    if (token === undefined) return renewed(token, now - togetherMs);
    if (isOlder(token, now, spentPart)) return renewed(token, token.from + 1);
    if (isDue(token, now)) void renewed(token, token.from + 1);
    return token.text;
  };

  /** Whether an API's refusal is worth a question. */
  const isWorthAsking = (response: Response): boolean => isRefusal(response) && moments.now() > futileUntil;

  const fetchWithCookie = async (request: Request): Promise<Response> => {
    const since = moments.now();
    const response = await fetch(new Request(request, { credentials: 'include' }));
    if (shared.latest().state.status === 'signed-in' && isWorthAsking(response)) {
      futileUntil = since + futileMs;
      ask(since).catch(() => undefined);
    }
    return response;
  };

  const subject = (): string | undefined => {
    const { state } = shared.latest();
    return state.status === 'signed-in' ? state.principal.subject : undefined;
  };

  /** What was refused was not acted upon, so it may be sent once more: by whoever meant it, and not by somebody who has signed in meanwhile. */
  const fetchWithToken = async (request: Request): Promise<Response> => {
    const token = await accessToken();
    if (token === undefined) return fetch(request);
    const since = moments.now();
    const meantBy = subject();
    const again = request.clone();
    const response = await fetch(withToken(request, token));
    if (!isWorthAsking(response)) return response;
    const next = await renewed(shared.latest().token, since);
    if (next === undefined || next === token || subject() !== meantBy) return response;
    await response.body?.cancel();
    const second = await fetch(withToken(again, next));
    if (isRefusal(second)) futileUntil = moments.now() + futileMs;
    return second;
  };

  return {
    accessToken,
    async fetch(input, init) {
      const request = new Request(input, init);
      const isOurs = options.apis.includes(new URL(request.url).origin) && !request.headers.has('authorization');
      if (!isOurs) return fetch(request);
      return options.mode === 'cookie' ? fetchWithCookie(request) : fetchWithToken(request);
    },
  };
}

/** Whether it has lived longer than such a part of its life. */
function isOlder({ from, until }: HeldToken, now: Moment, part: number): boolean {
  return now > from + (until - from) * part;
}

function withToken(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

/** A stronger authentication is asked for by the same status; no new token helps there. */
function isRefusal({ status, headers }: Response): boolean {
  return status === 401 && headers.get('www-authenticate')?.includes('insufficient_user_authentication') !== true;
}
