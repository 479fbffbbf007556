/** Decides about an access token whose signature and claims hold while the view cannot be trusted. */
import { type Clock, GemelError, NEVER, type Seconds } from '@gemel/protocol';
import type { VerifiedToken, View } from '@gemel/verifier';
import { checkRecord } from '../sessions/check-record.ts';
import { createInTime } from '../cache/in-time.ts';
import { msSince } from '../cache/ms-since.ts';
import { createJoinNext } from '../ports/join-next.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { RecordLoader } from '../cache/record-loader.ts';

export interface WhenStaleParts {
  readonly onStale: 'ask' | 'refuse' | 'accept';
  /** Seconds: the bound under which this node is registered. */
  readonly bound: () => Seconds;
  readonly view: View;
  readonly clock: Clock;
  readonly loader: RecordLoader;
  readonly sleep: Runtime['sleep'];
  readonly keys: Pick<KeyStore, 'list'>;
}

/**
 * Returns the verifier's `whenStale`. `ask` reads the session and the list of keys from the store, by reads sent after the request
 * arrived and answered within the bound, and gives up in time.
 *
 * @throws GemelError (from what it returns) `view_stale`, `session_unknown`, `session_revoked`, `token_superseded`, `token_key_retired`, `store_unavailable`
 */
export function createWhenStale(parts: WhenStaleParts): <Token extends VerifiedToken>(token: Token) => Token | Promise<Token> {
  const { onStale, bound, view, clock, loader, keys } = parts;
  const listKeys = createJoinNext(() => keys.list());
  const inTime = createInTime(parts.sleep, bound);

  const ask = async <Token extends VerifiedToken>(token: Token): Promise<Token> => {
    const arrived = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    if (view.isPausedAt(arrived.monotonicMs)) throw new GemelError('view_stale');
    const { sid, generation } = token.claims;
    const [load, line] = await Promise.all([loader.load(sid, arrived.monotonicMs), listKeys()]);
    if (!line.value.some((key) => key.kid === token.kid)) throw new GemelError('token_key_retired', { sid });
    const record = checkRecord(load.record, load.now);
    // The end of the session may have been heard of while it was being read.
    const hasEnded = view.floorOf(sid) === NEVER || (record.act !== null && view.floorOf(record.act.sid) === NEVER);
    if (hasEnded) throw new GemelError('session_revoked', { sid });
    if (record.generation !== generation || generation < view.floorOf(sid)) throw new GemelError('token_superseded', { sid });
    if (view.isPausedAt(clock.monotonicMs()) || msSince(arrived, clock) > bound() * 1000) throw new GemelError('view_stale');
    return token;
  };

  return (token) => {
    if (onStale === 'accept') return token;
    if (onStale === 'refuse') throw new GemelError('view_stale');
    return inTime(ask(token));
  };
}
