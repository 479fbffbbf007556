/** Compares what a node or a verifier decided with what the ledger knows: the invariants of DESIGN, one function each. */
import { GemelError, NEVER, parseRefreshToken, parseSessionToken } from '@gemel/protocol';
import { createSecrets, deriveRefreshSecret } from '../../../packages/gemel/src/core/tokens/secrets.ts';
import type { Runtime } from '../../../packages/gemel/src/core/ports/runtime.ts';
import { expiresAt } from '../../../packages/gemel/src/core/sessions/check-record.ts';
import type { Settings } from '../world/settings.ts';
import { WORST_RATE } from '../world/settings.ts';
import type { StoreCluster } from '../world/store-cluster.ts';
import type { Floor, Ledger } from './ledger.ts';

/** What was presented and let in. */
export interface Acceptance {
  readonly where: string;
  readonly by: 'cookie' | 'bearer';
  readonly sid: string;
  readonly generation: number;
  readonly kid: string | undefined;
  /** When the check began. */
  readonly startedMs: number;
  /** The process that checked. */
  readonly process: object;
}

/** What an honest client presented and was refused with. */
export interface Refusal {
  readonly where: string;
  readonly credential: string;
  readonly kind: 'cookie' | 'bearer' | 'refresh';
  readonly sid: string;
  readonly error: unknown;
}

export interface Judge {
  /** Invariants 1, 2 and 5: nothing is accepted later than the bound after what ends it was committed. */
  acceptance(accepted: Acceptance): void;
  /** Invariants 1 and 6: what reads the store succeeds at no time after the end was committed. */
  renewal(where: string, what: string, sid: string, startedMs: number): void;
  /** Invariants 3 and 7: nobody is refused without a reason that the ledger knows; a fault is a fault. Resolves at once. */
  refusal(refused: Refusal): Promise<void>;
  /** Invariant 5: who has refused a session because it had ended never lets it in again. */
  ending(process: object, sid: string): void;
  /** True time at which that process first refused the session because it had ended. */
  endingKnownSince(process: object, sid: string): number | undefined;
  /** Invariant 5: a sign-in that began before all of the subject's sessions were ended does not begin a session after it. */
  signIn(subject: string, sid: string, begunMs: number): void;
  /** Invariant 6: one successor. */
  successor(presented: string, given: string, startedMs: number): void;
  /** Invariant 7: reuse is found only where the window is over. */
  reuse(sid: string, presented: number): void;
}

export interface JudgeParts {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly cluster: StoreCluster;
  readonly nowMs: () => number;
  readonly fail: (invariant: string, text: string) => void;
  readonly secrets: readonly string[];
  readonly runtime: Runtime;
}

export function createJudge(parts: JudgeParts): Judge {
  const { settings, ledger, cluster, nowMs, fail } = parts;
  const boundMs = settings.maxStaleness * 1000 * (1 + 2 * WORST_RATE) + 1;
  const secrets = createSecrets(parts.secrets, parts.runtime);
  const successors = new Map<string, string>();
  const refusedBy = new Map<object, Map<string, number>>();

  function stands(floor: Floor, afterMs: number, invariant: string, text: string): void {
    if (nowMs() <= floor.committedMs + afterMs) return;
    const late = `${text}, ${Math.round(nowMs() - floor.committedMs)} ms after floor ${show(floor.generation)} was committed`;
    if (floor.lostMs === undefined) fail(invariant, late);
    else floor.pending.push(`${late} (lost in a failover)`);
  }

  function checkApplied({ appliedMs, lostMs }: Floor, startedMs: number, text: string): void {
    if (appliedMs === undefined || lostMs !== undefined || startedMs <= appliedMs) return;
    fail('2 applied everywhere', `${text}, ${Math.round(startedMs - appliedMs)} ms after it was said to be applied everywhere`);
  }

  function turnOf(sid: string, rotation: number): number | undefined {
    return ledger.sessionOf(sid)?.rotations.findLast((turn) => turn.rotation === rotation && !turn.isLost)?.engineSeconds;
  }

  async function whyRefused({ where, kind, credential, sid, error }: Refusal): Promise<string | undefined> {
    const code = error instanceof GemelError ? error.code : String(error);
    const facts = ledger.sessionOf(sid);
    if (facts === undefined) return 'no such session';
    if (facts.isTainted) return 'a failover lost something of it';
    const hasEnded = facts.floors.some(({ generation }) => generation === NEVER);
    const { value: record } = await cluster.primary.find(sid);
    const now = cluster.engineNow();
    const isOver = record === undefined ? hasEnded || facts.isEndWanted : expiresAt(record) <= now;
    switch (code) {
      case 'session_revoked':
        return hasEnded ? 'it ended' : undefined;
      case 'session_unknown':
        return record === undefined ? 'deleted after its end' : undefined;
      case 'session_expired':
        return isOver ? 'it ran out' : undefined;
      case 'session_secret_wrong':
        return isOldSecret(record?.secretHash, credential) ? 'a step-up replaced the secret' : undefined;
      case 'token_not_yet_valid':
      case 'token_expired':
        return isBearerOver(credential, now) ? 'it ran out' : undefined;
      case 'token_superseded':
        return facts.floors.some(({ generation }) => generation > generationIn(credential)) ? 'superseded' : undefined;
      case 'token_key_retired':
      case 'token_key_unknown': {
        // A verifier may have asked a node that had not heard of the key yet.
        if (where.startsWith('verifier')) return 'it may not know the key yet';
        const kid = kidIn(credential);
        const { value: keys } = await cluster.primary.keys.list();
        return ledger.keys.has(kid) || !keys.some((key) => key.kid === kid) ? 'the key is gone' : undefined;
      }
      case 'refresh_token_invalid':
        return kind === 'refresh' && !isDerived(credential, record?.refresh?.salt, record?.refresh?.rotation)
          ? 'not of this chain'
          : undefined;
      case 'refresh_token_reused':
        return 'judged where it was found';
      default:
        return undefined;
    }
  }

  function isOldSecret(secretHash: string | null | undefined, cookie: string): boolean {
    const token = parseSessionToken(cookie);
    return token !== undefined && parts.runtime.sha256(token.secret) !== secretHash;
  }

  /** Engine time is reckoned from the sending of a read, so it is ahead by as long as the request was on its way: at most the bound. */
  function isBearerOver(token: string, now: number): boolean {
    const { exp, iat } = claimsIn(token);
    const slack = settings.clockTolerance + settings.maxStaleness;
    return now + slack >= Math.min(exp, iat + settings.maxStaleness + Math.max(settings.lifetime, settings.recordMaxAge));
  }

  function isDerived(text: string, salt: string | undefined, rotation: number | undefined): boolean {
    const token = parseRefreshToken(text);
    if (token === undefined || salt === undefined || rotation === undefined || token.rotation > rotation + 1) return false;
    const secret = secrets.byName(token.secretName);
    return secret !== undefined && token.secret === deriveRefreshSecret(secret, token.sid, token.rotation, salt, parts.runtime);
  }

  return {
    acceptance({ where, by, sid, generation, kid, startedMs, process }) {
      const text = `${where} accepted the ${by} of ${sid} (generation ${generation})`;
      const lostMs = ledger.sessionOf(sid)?.insertLostMs;
      if (by === 'cookie' && lostMs !== undefined && nowMs() > lostMs + boundMs) {
        fail('1 one life', `${text}, ${Math.round(nowMs() - lostMs)} ms after a failover had lost the session`);
      }
      if (refusedBy.get(process)?.has(sid) === true) fail('5 no resurrection', `${text}, which the same process had refused as ended`);
      for (const floor of ledger.sessionOf(sid)?.floors ?? []) {
        if (floor.generation <= generation) continue;
        stands(floor, boundMs, '2 bounded staleness', text);
        checkApplied(floor, startedMs, text);
      }
      for (const floor of kid === undefined ? [] : (ledger.keys.get(kid) ?? [])) {
        stands(floor, boundMs, '2 bounded staleness (key)', `${text} signed by the retired key ${kid}`);
        checkApplied(floor, startedMs, `${text} signed by the retired key ${kid}`);
      }
    },

    renewal(where, what, sid, startedMs) {
      for (const floor of ledger.sessionOf(sid)?.floors ?? []) {
        if (floor.generation === NEVER && floor.committedMs < startedMs) {
          // Of what a failover loses only the bound is promised.
          stands(
            floor,
            floor.lostMs === undefined ? 0 : boundMs,
            '6 a revocation beats every window',
            `${where} gave a ${what} for ${sid}`,
          );
        }
      }
    },

    ending(process, sid) {
      const hasEnded = ledger.sessionOf(sid)?.floors.some(({ generation }) => generation === NEVER) === true;
      if (!hasEnded) return;
      const refused = refusedBy.get(process) ?? new Map<string, number>();
      refusedBy.set(process, refused);
      if (!refused.has(sid)) refused.set(sid, nowMs());
    },

    endingKnownSince: (process, sid) => refusedBy.get(process)?.get(sid),

    async refusal(refused) {
      const { error, where, kind, sid } = refused;
      const code = error instanceof GemelError ? error.code : String(error);
      if (!(error instanceof GemelError) || code === 'internal')
        fail('7 a fault is a fault', `${where}: ${kind} of ${sid}: ${String(error)}`);
      if (error instanceof GemelError && !error.isRefusal) return;
      if ((await whyRefused(refused)) === undefined) {
        fail('7 nobody is signed out by an accident', `${where} refused the ${kind} of ${sid} with ${code}, without a reason`);
      }
    },

    signIn(subject, sid, begunMs) {
      const insertedMs = ledger.sessionOf(sid)?.insertedMs ?? 0;
      const end = ledger.subjectEnds.find(
        (one) => one.subject === subject && !one.isLost && begunMs < one.committedMs && one.committedMs < insertedMs,
      );
      if (end !== undefined)
        fail('5 no resurrection', `${sid} of ${subject} was begun before, and written after, the end of all its sessions`);
    },

    successor(presented, given, startedMs) {
      const [before, after] = [parseRefreshToken(presented), parseRefreshToken(given)];
      if (before === undefined || after === undefined) return fail('6 one successor', `not a refresh token: ${given}`);
      if (after.rotation === before.rotation) return;
      if (after.rotation !== before.rotation + 1)
        fail('6 one successor', `rotation ${before.rotation} of ${before.sid} gave ${after.rotation}`);
      const turned = ledger.sessionOf(before.sid)?.rotations.find((turn) => turn.rotation === after.rotation && !turn.isLost);
      const windowMs = (settings.reuseWindow + 2 * settings.clockTolerance) * 1000;
      // The window begins again with an epoch: for each node when its pause is over.
      const reopenedMs = cluster.epochSeenMs + boundMs;
      if (turned !== undefined && startedMs > Math.max(turned.committedMs, reopenedMs) + windowMs) {
        fail('6 one successor', `rotation ${before.rotation} of ${before.sid} was answered long after its window`);
      }
      const name = `${presented} ${after.secretName}`;
      const known = successors.get(name) ?? given;
      successors.set(name, known);
      if (known !== given) fail('6 one successor', `rotation ${before.rotation} of ${before.sid} has two successors`);
    },

    reuse(sid, presented) {
      const facts = ledger.sessionOf(sid);
      if (facts === undefined || facts.isStolen) return;
      const turnedAt = turnOf(sid, presented + 1);
      const slack = 2 * settings.clockTolerance;
      if (turnedAt !== undefined && cluster.engineNow() + slack >= turnedAt + settings.reuseWindow) return;
      fail('7 nobody is signed out by an accident', `rotation ${presented} of ${sid} was called reuse within its window`);
    },
  };
}

function show(generation: number): string {
  return generation === NEVER ? 'never' : String(generation);
}

function partOf(token: string, index: number): Record<string, unknown> {
  const parsed: unknown = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString() || '{}');
  return parsed as Record<string, unknown>;
}

export function kidIn(token: string): string {
  return String(partOf(token, 0)['kid']);
}

export function generationIn(token: string): number {
  return Number(partOf(token, 1)['generation']);
}

export function claimsIn(token: string): { readonly sid: string; readonly exp: number; readonly iat: number } {
  const { sid, exp, iat } = partOf(token, 1);
  return { sid: String(sid), exp: Number(exp), iat: Number(iat) };
}
