/** Keeps a page's knowledge of its session. */
import { type Ask, createAsking } from './asking.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { type ClientOptions, resolveClientOptions } from './client-options.ts';
import { backoffMs } from './delay.ts';
import { createDeparture } from './departure.ts';
import { createIssuer } from './issuer.ts';
import { createMoments, type Moment } from './moments.ts';
import type { SessionState } from './session-state.ts';
import { createSharedAnswer, togetherMs } from './shared-answer.ts';
import { createTurns } from './turns.ts';
import { createWatch } from './watch.ts';

export interface GemelClient {
  /** What is known now; the same object until it changes. */
  get(): SessionState;
  /** Calls the listener at each change. Returns how to stop. */
  subscribe(listener: (state: SessionState) => void): () => void;
  /** As the browser's `fetch`; requests to the issuer and to `apis` carry the credential. A refused access token is replaced once. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Returns an access token for what is no `fetch`, such as a WebSocket; undefined where nobody is signed in, and always in mode `cookie`.
   *
   * @throws where there is none yet and the issuer does not answer
   */
  accessToken(): Promise<string | undefined>;
  /** Asks the issuer now: after a sign-in, or a change of roles. Where it does not answer, the state stays what it was, and it is asked again later. */
  check(): Promise<SessionState>;
  /**
   * Signs out, in all tabs, at once. Returns whether the issuer has been told; where it cannot be reached, it is told later, by this page or
   * by one that is opened after it.
   */
  signOut(): Promise<boolean>;
  /** Stops listening; for pages that make more than one client. */
  close(): void;
}

const comingBackMs = 1000;

/** @throws TypeError where an option is wrong */
export function createClient(given: ClientOptions): GemelClient {
  const options = resolveClientOptions(given);
  const { baseUrl, mode, audience = '' } = options;
  const name = ['gemel', baseUrl, mode, audience].join(' ');
  const moments = createMoments();
  const shared = createSharedAnswer(name, moments);
  const issuer = createIssuer(options, moments);
  const departure = createDeparture(`gemel signed-out ${baseUrl}`, issuer.call);
  const closing = new AbortController();
  let failures = 0;
  let later: ReturnType<typeof setTimeout> | undefined;

  const askOnce = createAsking({ issuer, shared, takeTurn: createTurns(name), tellOfSignOut: departure.tell });

  /** Asks again later, by itself, where there was no answer. */
  const ask: Ask = async (since, wasRefused) => {
    try {
      const answer = await askOnce(since, wasRefused);
      failures = 0;
      watch.goOn();
      return answer;
    } catch (fault) {
      options.onFault?.(fault);
      clearTimeout(later);
      later = setTimeout(() => isShown() && void askQuietly(since), backoffMs(failures++));
      throw fault;
    }
  };
  const askQuietly = (since: Moment): Promise<unknown> => ask(since).catch(() => undefined);
  const watch = createWatch({ name, issuer, shared, moments, ask });
  const { fetch, accessToken } = createAuthorizedFetch({ options, shared, moments, ask });

  const isShown = (): boolean => document.visibilityState === 'visible' && !closing.signal.aborted;
  const adjustWatch = (): void => {
    const { state } = shared.latest();
    watch.adjust(isShown() && state.status === 'signed-in' ? state.principal.sid : undefined);
  };

  /** A tab that nobody sees waits until somebody does. */
  function wake(): void {
    adjustWatch();
    if (isShown()) void askQuietly(moments.now() - togetherMs);
  }

  const on = (target: EventTarget, event: string, listener: () => void): void =>
    target.addEventListener(event, listener, { signal: closing.signal });

  shared.subscribe(adjustWatch);
  on(document, 'visibilitychange', wake);
  on(document, 'resume', wake);
  on(document, 'freeze', () => watch.adjust(undefined));
  on(globalThis, 'pageshow', wake);
  on(globalThis, 'online', () => setTimeout(wake, Math.random() * comingBackMs));

  const signOut = async (): Promise<boolean> => {
    const { state } = shared.latest();
    if (!departure.isPending()) departure.begin(state.status === 'signed-in' ? state.principal.sid : undefined);
    shared.give({ sentAt: moments.now(), state: { status: 'signed-out', reason: 'signed_out' } });
    await askQuietly(moments.now());
    return !departure.isPending();
  };

  if (departure.isPending()) void signOut();
  else void askQuietly(moments.now() - togetherMs);

  return {
    get: () => shared.latest().state,
    subscribe: shared.subscribe,
    fetch,
    accessToken: async () => (mode === 'token' ? accessToken() : undefined),
    check: async () => {
      await askQuietly(moments.now());
      return shared.latest().state;
    },
    signOut,
    close() {
      closing.abort();
      clearTimeout(later);
      adjustWatch();
      shared.close();
    },
  };
}
