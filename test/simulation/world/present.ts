/** Presents credentials at a node or a verifier, and hands what came of it to the judge. */
import { GemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel, RequestFacts } from '../../../packages/gemel/src/core/gemel.ts';
import { claimsIn, kidIn } from '../checks/judge.ts';
import type { VerifierHost } from './verifier-host.ts';
import { COOKIE_NAME, type World } from './world.ts';

export interface Credential {
  readonly kind: 'cookie' | 'bearer';
  readonly text: string;
  readonly sid: string;
  /** The newest that an honest client holds: it may not be refused without a reason. */
  readonly isCurrent: boolean;
}

export function cookieOf(text: string, isCurrent: boolean): Credential {
  return { kind: 'cookie', text, sid: text.slice(0, text.indexOf('.')), isCurrent };
}

export function bearerOf(text: string, isCurrent: boolean): Credential {
  return { kind: 'bearer', text, sid: claimsIn(text).sid, isCurrent };
}

export function requestWith({ kind, text }: Credential): RequestFacts {
  const wanted = kind === 'cookie' ? 'cookie' : 'authorization';
  const value = kind === 'cookie' ? `${COOKIE_NAME}=${text}` : `Bearer ${text}`;
  return { method: 'GET', header: (name) => (name === wanted ? value : undefined) };
}

/** Resolves to what the node said; undefined for a fault. */
export async function presentAtNode(
  world: World,
  where: string,
  gemel: Gemel,
  credential: Credential,
): Promise<AuthenticationResult | undefined> {
  const startedMs = world.scheduler.nowMs;
  try {
    const result = await gemel.authenticate(requestWith(credential));
    await judgeResult(world, { where, startedMs, process: gemel }, credential, result);
    return result;
  } catch (error) {
    await judgeError(world, { where, startedMs, process: gemel }, credential, error);
    return undefined;
  }
}

interface Check {
  readonly where: string;
  /** True time at which it began. */
  readonly startedMs: number;
  /** Whoever checks; another one after a restart. */
  readonly process: object;
}

async function judgeResult(world: World, check: Check, credential: Credential, result: AuthenticationResult): Promise<void> {
  world.count(`${credential.kind} ${result.status === 'refused' ? result.error.code : result.status}`);
  if (result.status === 'anonymous')
    return world.fail('7 a fault is a fault', `${check.where} took the ${credential.kind} of ${credential.sid} for none`);
  if (result.status === 'refused') return judgeError(world, check, credential, result.error);
  const { sid, generation } = result.principal;
  judgeAcceptance(world, check, credential, sid, generation);
}

async function judgeError(world: World, { where, process }: Check, credential: Credential, error: unknown): Promise<void> {
  const { kind, sid, text, isCurrent } = credential;
  if (error instanceof GemelError && !error.isRefusal) world.count(`${kind} ${error.code}`);
  if (error instanceof GemelError && error.code === 'session_revoked') world.judge.ending(process, sid);
  const isFault = !(error instanceof GemelError) || !error.isRefusal;
  if (isCurrent || isFault) await world.judge.refusal({ where, kind, credential: text, sid, error });
}

function judgeAcceptance(
  world: World,
  { where, startedMs }: Check,
  { kind, sid, text }: Credential,
  given: string,
  generation: number,
): void {
  if (given !== sid) world.fail('1 one life', `${where} took the ${kind} of ${sid} for ${given}`);
  world.judge.acceptance({ where, by: kind, sid, generation, kid: kind === 'bearer' ? kidIn(text) : undefined, startedMs, process });
}

/** Checks a token at a verifier. */
export async function presentAtVerifier(world: World, host: VerifierHost, credential: Credential): Promise<void> {
  const { verifier } = host;
  if (verifier === undefined) return;
  const check = { where: host.name, startedMs: world.scheduler.nowMs, process: verifier };
  try {
    const claims = await verifier.verify(credential.text);
    world.count('verifier authenticated');
    judgeAcceptance(world, check, credential, claims.sid, claims.generation);
  } catch (error) {
    if (error instanceof GemelError) world.count(`verifier ${error.code}`);
    await judgeError(world, check, credential, error);
  }
}
