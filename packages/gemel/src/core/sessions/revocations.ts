/** Ends sessions and keys for good, and says what is known of it: committed, replicated, applied everywhere. */
import type { View } from '@gemel/verifier';
import type { Gemel } from '../gemel.ts';
import type { Revoked, RevokeOptions } from './revoked.ts';
import type { AwaitReach } from '../fleet/reach.ts';
import { createRevokeEveryone, type RevokeEveryone } from './revoke-everyone.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { Committed } from '../ports/stamped.ts';
import type { RecordWriter } from './record-writer.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';

export interface RevocationsParts {
  readonly writer: Pick<RecordWriter, 'end' | 'announceEnded'>;
  readonly lifecycle: Pick<SessionLifecycle, 'endSubject'>;
  readonly retireKey: (kid: string, receipt: string | undefined) => Promise<Committed<'retired' | 'already_retired'>>;
  readonly store: Pick<SessionStore, 'list' | 'raiseEveryone' | 'endSessions'>;
  readonly view: Pick<View, 'status'>;
  readonly freshness: ResolvedOptions['freshness'];
  readonly awaitReach: AwaitReach;
  readonly runtime: Pick<Runtime, 'clock' | 'randomText'>;
}

export interface Revocations {
  readonly revokeSession: Gemel['revokeSession'];
  readonly revokeSubject: Gemel['revokeSubject'];
  readonly revokeEveryone: RevokeEveryone;
  readonly retireKey: Gemel['keys']['retire'];
}

type Until = Pick<RevokeOptions, 'until' | 'onReceipts'>;

/** What is known of where a revocation holds. */
export type Reaching = Pick<Revoked, 'reach' | 'tookMs' | 'receipts'>;

const receiptBytes = 16;

const listOf = (receipt: string | undefined): readonly string[] => (receipt === undefined ? [] : [receipt]);

export function createRevocations(parts: RevocationsParts): Revocations {
  const { writer, lifecycle, retireKey, awaitReach, runtime } = parts;

  /** Where nobody waits, nobody need confirm. */
  const receiptFor = ({ until }: Until): string | undefined => (until === 'everywhere' ? runtime.randomText(receiptBytes) : undefined);

  /** @param receipts what the entries carry; none where nothing was written now. */
  const reached = async ({ until, onReceipts }: Until, receipts: readonly string[]): Promise<Reaching> => {
    if (until !== 'everywhere') return { reach: 'committed', tookMs: 0, receipts: [] };
    const committedMs = runtime.clock.monotonicMs();
    const found = await awaitReach(receipts, onReceipts);
    return { ...found, tookMs: runtime.clock.monotonicMs() - committedMs };
  };

  return {
    async revokeSession(sid, { reason = 'revoked', by, ...until } = {}) {
      const receipt = receiptFor(until);
      const ending = await writer.end(sid, reason, { receipt, by });
      const ended = ending === undefined ? [] : [ending.sid];
      return { ended, isReplicated: ending?.isReplicated ?? false, ...(await reached(until, listOf(ending && receipt))) };
    },
    async revokeSubject(subject, { reason, by, except, ...until } = {}) {
      const receipt = receiptFor(until);
      const { value: ended, isReplicated } = await lifecycle.endSubject(subject, { reason, by, except, receipt });
      return { ended, isReplicated, ...(await reached(until, listOf(ended.length === 0 ? undefined : receipt))) };
    },
    revokeEveryone: createRevokeEveryone({ ...parts, receiptFor, reached }),
    async retireKey(kid, until = {}) {
      const receipt = receiptFor(until);
      const { value, isReplicated } = await retireKey(kid, receipt);
      return { isReplicated, ...(await reached(until, listOf(value === 'retired' ? receipt : undefined))) };
    },
  };
}
