/** One node of a fleet: over HTTP as a client sees it, and beside HTTP for what only the lab may do. */
import type { Administration, Known, NodeCosts, Reached } from '../nodes/node-setup.ts';
import { bearing, type Credential, readCredential } from './credential.ts';
import { nowMs, type Recorder, shorten } from './recorder.ts';
import type { StartedProcess } from './start-process.ts';

/** The origin that the nodes know as theirs; what a browser would send. */
export const origin = 'http://localhost';

export interface Answer {
  /** 0 where none came in time, or no connection was to be had. */
  readonly status: number;
  readonly tookMs: number;
  readonly body: unknown;
}

export interface Asking {
  /** Who asks, for the recording. */
  readonly as?: string;
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly body?: object;
  /** Beside the credential's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds after which no answer counts as none. */
  readonly patienceMs?: number;
}

export interface Person {
  readonly subject?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
}

export interface LabNode {
  readonly name: string;
  readonly port: number;
  signIn(person?: Person, asking?: Asking): Promise<Credential>;
  /** A request that needs authentication, `GET /whoami` where nothing else is said. */
  ask(credential: Pick<Credential, 'headers'>, asking?: Asking): Promise<Answer>;
  signOut(credential: Credential, asking?: Asking): Promise<Answer>;
  signOutEverywhere(credential: Credential, asking?: Asking): Promise<Answer>;
  /** The new credential; null where the refresh token was refused, or there is none. */
  refresh(credential: Credential, asking?: Asking): Promise<Credential | null>;
  administer(act: Administration): Promise<boolean>;
  /** Ends all sessions, and waits until that holds on every node; null where the scheme knows no such wait. */
  endEverywhere(subject: string): Promise<Reached | null>;
  /** What it can say of somebody between requests; null for nothing. */
  describe(subject: string): Promise<string | null>;
  /** Milliseconds for which it still trusts what it knows; null where it counts no such time. */
  leaseLeftMs(): Promise<number | null>;
  costs(): Promise<NodeCosts>;
  /** By how many seconds its wall clock is wrong. */
  shiftClock(seconds: number): Promise<void>;
  cutFile(isCut: boolean): Promise<void>;
}

const defaultPatienceMs = 10_000;

export function connectNode(name: string, started: StartedProcess<{ readonly port: number }>, recorder: Recorder): LabNode {
  const { port } = started.ready;

  /** Sends, and notes what was said. */
  const send = async (credential: Pick<Credential, 'headers'>, asking: Asking): Promise<{ response: Response | null; tookMs: number }> => {
    const { method = 'GET', path = '/whoami', body, headers = {}, patienceMs = defaultPatienceMs, as = 'ada' } = asking;
    const beganMs = nowMs();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(method === 'POST' ? { 'content-type': 'application/json', origin } : {}), ...credential.headers, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    }).catch(() => null);
    const endedMs = nowMs();
    recorder.note({
      beganMs,
      endedMs,
      from: as,
      to: name,
      text: `${method} ${path}${describeHeaders(credential.headers)}`,
      reply: response === null ? 'no answer' : `${response.status}`,
      tone: response === null || response.status >= 500 ? 'bad' : response.ok ? 'good' : 'plain',
    });
    return { response, tookMs: endedMs - beganMs };
  };
  const ask = async (credential: Pick<Credential, 'headers'>, asking: Asking = {}): Promise<Answer> => {
    const { response, tookMs } = await send(credential, asking);
    const text = (await response?.text().catch(() => '')) ?? '';
    return { status: response?.status ?? 0, tookMs, body: parse(text) };
  };
  const post = (path: string, credential: Credential, asking: Asking = {}): Promise<Answer> => {
    return ask(credential, { method: 'POST', path, body: { refreshToken: credential.refreshToken }, ...asking });
  };

  return {
    name,
    port,
    async signIn(person = {}, asking = {}) {
      const { response } = await send(
        { headers: {} },
        { method: 'POST', path: '/sign-in', body: { subject: 'ada', ...person }, ...asking },
      );
      if (response === null) throw new Error(`${name} did not answer a sign-in`);
      return readCredential(response);
    },
    ask,
    signOut: (credential, asking) => post('/sign-out', credential, asking),
    signOutEverywhere: (credential, asking) => post('/sign-out-everywhere', credential, asking),
    async refresh(credential, asking = {}) {
      if (credential.refreshToken === null) return null;
      const asked = { method: 'POST', path: '/refresh', body: { refreshToken: credential.refreshToken }, ...asking } as const;
      const { status, body } = await ask({ headers: {} }, asked);
      const { accessToken, refreshToken } = (body ?? {}) as { readonly accessToken?: string; readonly refreshToken?: string }; // the nodes' own
      return status === 200 && accessToken !== undefined ? bearing(accessToken, refreshToken ?? null) : null;
    },
    administer: async (act) => (await started.ask('administer', act)) === true,
    endEverywhere: async (subject) => (await started.ask('endEverywhere', subject)) as Reached | null, // by serve-node.ts
    async describe(subject) {
      const known = (await started.ask('describe', subject)) as Known | null; // by serve-node.ts, as the next ones
      return known === null || known.count === 0 ? null : `${known.count} × ${known.facts.join(', ')}`;
    },
    leaseLeftMs: async () => (await started.ask('leaseLeftMs')) as number | null,
    costs: async () => (await started.ask('costs')) as NodeCosts, // by serve-node.ts
    shiftClock: async (seconds) => void (await started.ask('shiftClock', seconds)),
    cutFile: async (isCut) => void (await started.ask('cut', isCut)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describeHeaders(headers: Readonly<Record<string, string>>): string {
  const { cookie, authorization } = headers;
  if (authorization !== undefined) return ` · ${shorten(authorization.slice('Bearer '.length))}`;
  return cookie === undefined ? '' : ` · ${shorten(cookie.slice(cookie.indexOf('=') + 1))}`;
}
