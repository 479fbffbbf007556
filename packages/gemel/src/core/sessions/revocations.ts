/** Ends sessions and keys for good, and says what is known of it: committed, replicated, applied everywhere. */
import type { Gemel, Revoked, RevokeOptions } from '../gemel.ts';
import type { AwaitReach } from '../fleet/reach.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Committed } from '../ports/stamped.ts';
import type { RecordWriter } from './record-writer.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';

export interface RevocationsParts {
  readonly writer: Pick<RecordWriter, 'end'>;
  readonly lifecycle: Pick<SessionLifecycle, 'endSubject'>;
  readonly retireKey: (kid: string, receipt: string | undefined) => Promise<Committed<'retired' | 'already_retired'>>;
  readonly awaitReach: AwaitReach;
  readonly runtime: Pick<Runtime, 'clock' | 'randomText'>;
}

export interface Revocations {
  readonly revokeSession: Gemel['revokeSession'];
  readonly revokeSubject: Gemel['revokeSubject'];
  readonly retireKey: Gemel['keys']['retire'];
}

type Until = Pick<RevokeOptions, 'until'>;

const receiptBytes = 16;

export function createRevocations({ writer, lifecycle, retireKey, awaitReach, runtime }: RevocationsParts): Revocations {
  /** Where nobody waits, nobody need confirm. */
  const receiptFor = ({ until }: Until): string | undefined => (until === 'everywhere' ? runtime.randomText(receiptBytes) : undefined);

  /** @param receipt what the entries carry; undefined where nothing was written now. */
  const reached = async ({ until }: Until, receipt: string | undefined): Promise<Pick<Revoked, 'reach' | 'tookMs'>> => {
    if (until !== 'everywhere') return { reach: 'committed', tookMs: 0 };
    const committedMs = runtime.clock.monotonicMs();
    const reach = await awaitReach(receipt);
    return { reach, tookMs: runtime.clock.monotonicMs() - committedMs };
  };

  return {
    async revokeSession(sid, { reason = 'revoked', ...until } = {}) {
      const receipt = receiptFor(until);
      const ending = await writer.end(sid, reason, receipt);
      const ended = ending === undefined ? [] : [ending.sid];
      return { ended, isReplicated: ending?.isReplicated ?? false, ...(await reached(until, ending && receipt)) };
    },
    async revokeSubject(subject, { reason, except, ...until } = {}) {
      const receipt = receiptFor(until);
      const { value: ended, isReplicated } = await lifecycle.endSubject(subject, { reason, except, receipt });
      return { ended, isReplicated, ...(await reached(until, ended.length === 0 ? undefined : receipt)) };
    },
    async retireKey(kid, until = {}) {
      const receipt = receiptFor(until);
      const { value, isReplicated } = await retireKey(kid, receipt);
      return { isReplicated, ...(await reached(until, value === 'retired' ? receipt : undefined)) };
    },
  };
}
