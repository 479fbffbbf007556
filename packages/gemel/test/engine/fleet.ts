/** Several nodes on one memory store, on one clock that the test moves. */
import { createEngine } from '../../src/core/engine.ts';
import type { AuthenticationResult, Gemel, RequestFacts } from '../../src/core/gemel.ts';
import type { GemelOptions } from '../../src/core/options/options.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';

export const issuer = 'https://app.example';
export const secret = 'a secret for tests, made of words and long enough';
export const cookieName = '__Host-Http-gemel';

export interface Fleet {
  readonly clock: ManualClock;
  readonly store: SessionStore;
  readonly nodes: readonly Gemel[];
  /** The first node. */
  readonly gemel: Gemel;
  stop(): Promise<void>;
}

export interface FleetOptions extends Partial<GemelOptions> {
  readonly nodeCount?: number;
  /** Stands between a node and the store. */
  readonly through?: (store: SessionStore, index: number) => SessionStore;
}

export async function aFleet({ nodeCount = 1, through = (store) => store, ...options }: FleetOptions = {}): Promise<Fleet> {
  const clock = createManualClock();
  const store = createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
  const nodes: Gemel[] = [];
  for (let index = 0; index < nodeCount; index++) {
    nodes.push(await createEngine({ issuer, secret, store: through(store, index), ...options }, createTestRuntime(clock)));
  }
  const [gemel] = nodes;
  if (gemel === undefined) throw new Error('a fleet has a node');
  return {
    clock,
    store,
    nodes,
    gemel,
    async stop() {
      await Promise.all(nodes.map((node) => node.close()));
      await store.close();
    },
  };
}

export function aRequest(headers: Readonly<Record<string, string>> = {}, method = 'GET'): RequestFacts {
  return { method, header: (name) => headers[name] };
}

export function withCookie(sessionToken: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): RequestFacts {
  return aRequest({ cookie: `${cookieName}=${sessionToken}`, ...headers }, method);
}

export function withBearer(accessToken: string): RequestFacts {
  return aRequest({ authorization: `Bearer ${accessToken}` });
}

/** `authenticated`, `anonymous` or the code of the refusal. */
export async function outcome(answer: AuthenticationResult | Promise<AuthenticationResult>): Promise<string> {
  const result = await answer;
  return result.status === 'refused' ? result.error.code : result.status;
}

/** The code of the error that `work` ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
