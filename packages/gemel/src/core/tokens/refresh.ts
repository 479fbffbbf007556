/** Rotates refresh tokens: one successor each, however often and however concurrently one is presented (SECURITY section 6). */
import { formatRefreshToken, GemelError, NEVER, parseRefreshToken, type RefreshTokenParts, type Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { EventHub } from '../event-hub.ts';
import type { IssuedTokens, TokenRequest } from '../gemel.ts';
import type { MintedToken } from './mint-access-token.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { RecordWriter, Revise, Written } from '../sessions/record-writer.ts';
import { isLater } from './is-later.ts';
import { deriveRefreshSecret, type Secrets } from './secrets.ts';
import type { RefreshState, SessionRecord } from '../sessions/session-record.ts';
import { touchIntervalOf } from '../sessions/touch-queue.ts';

export interface RefreshParts {
  readonly writer: RecordWriter;
  readonly secrets: Secrets;
  readonly runtime: Pick<Runtime, 'hmacSha256' | 'isEqual' | 'clock'>;
  readonly view: Pick<View, 'floorOf'>;
  readonly events: EventHub;
  /** Milliseconds after which nobody joins a presentation under way: what it has read may be too old. */
  readonly patienceMs: number;
  readonly reuseWindow: Seconds;
  readonly inactivityTimeout: Seconds;
  /** Seconds by which engine time as this node reckons it may be ahead, while its view is fresh. */
  readonly maxStaleness: () => Seconds;
  /** A record in memory for which the view vouches, less its `data`. */
  readonly vouchedFor: (sid: string) => Written | undefined;
  /** Remembers activity; it is written later. */
  readonly noteActivity: (sid: string, now: Seconds) => void;
  /** Begins a hold on what is read and written from now on. */
  readonly beginHold: () => (record: SessionRecord) => void;
  readonly mint: (written: Written, audience: string | undefined, jkt: string | undefined) => MintedToken;
  /** Engine time at which clients could be answered again after the last change of epoch. */
  readonly settledAt: () => Seconds;
  /** Refuses while nothing may be minted. */
  readonly prepare: () => Promise<void>;
}

/** What presenting a token of some rotation means while the record stands at another. */
export type Presentation = 'rotate' | 'repeat' | 'adopt' | 'reuse' | 'unknown';

export interface PresentationFacts {
  readonly now: Seconds;
  readonly settledAt: Seconds;
  readonly reuseWindow: Seconds;
  /** Whether the session is bound to a key, and whoever presents the token has proven to hold it. */
  readonly isProven?: boolean;
}

/**
 * Judges a refresh token whose secret has been proven, by its distance from the record's rotation.
 *
 * - the current one rotates, or is repeated within the window that began with its own making;
 * - its direct predecessor yields the same successor within that window, and is reuse after it, unless it comes with a proof of the
 *   session's key: then it yields the same whenever;
 * - anything older is reuse;
 * - a change of epoch begins the window again, once: during its pause nobody could fetch the answer that was lost;
 * - one exactly one ahead proves a rotation that the store has lost, and is adopted; further ahead nothing is known.
 */
export function judgePresentation(
  presented: number,
  state: RefreshState,
  { now, settledAt, reuseWindow, isProven = false }: PresentationFacts,
): Presentation {
  const distance = presented - state.rotation;
  const isWindowOpen = state.rotatedAt !== null && now < Math.max(state.rotatedAt, settledAt) + reuseWindow;
  if (distance === 0) return isWindowOpen ? 'repeat' : 'rotate';
  if (distance === -1) return isWindowOpen || isProven ? 'repeat' : 'reuse';
  if (distance === 1) return 'adopt';
  return distance < 0 ? 'reuse' : 'unknown';
}

/** The current refresh token of a record, the same on every node that holds the secret. */
export function currentRefreshToken(record: SessionRecord, secrets: Secrets, runtime: Pick<Runtime, 'hmacSha256'>): string | undefined {
  if (record.refresh === null) return undefined;
  const { rotation, salt } = record.refresh;
  const secret = deriveRefreshSecret(secrets.current, record.sid, rotation, salt, runtime);
  return formatRefreshToken({ secretName: secrets.current.name, sid: record.sid, rotation, secret });
}

/** The record with the time of its rotation as the store has written it. */
function rotatedAt({ record, now }: Written): SessionRecord {
  return record.refresh === null ? record : { ...record, refresh: { ...record.refresh, rotatedAt: now } };
}

/** Returns `Gemel.refresh`. */
export function createRefresh(parts: RefreshParts): (text: string, request: TokenRequest) => Promise<IssuedTokens> {
  const { secrets, runtime, writer, events } = parts;
  /** The same token presented again while it is being judged gets the same answer. */
  const underWay = new Map<string, { readonly sentMs: number; readonly answer: Promise<IssuedTokens> }>();

  const isProven = (token: RefreshTokenParts, record: SessionRecord): boolean => {
    const secret = secrets.byName(token.secretName);
    if (secret === undefined) throw new GemelError('secret_unknown', { secretName: token.secretName });
    if (record.refresh === null) return false;
    return runtime.isEqual(token.secret, deriveRefreshSecret(secret, record.sid, token.rotation, record.refresh.salt, runtime));
  };

  /** That a session is gone, or has ended, is told only to whoever can prove to have held its refresh token. */
  const checkProven = (token: RefreshTokenParts, record: SessionRecord | undefined): void => {
    if (record === undefined || !isProven(token, record)) throw new GemelError('refresh_token_invalid', { sid: token.sid });
  };

  const turn = (record: SessionRecord, rotation: number, now: Seconds): SessionRecord => {
    if (record.refresh === null) throw new GemelError('refresh_token_invalid', { sid: record.sid });
    return {
      ...record,
      refresh: { salt: record.refresh.salt, rotation, rotatedAt: now },
      lastSeenAt: now,
      inactivityDeadline: now + parts.inactivityTimeout,
    };
  };

  const endAsReused = (token: RefreshTokenParts, { sid, subject }: SessionRecord, { rotation }: RefreshState): never => {
    events.emit('refresh.reused', { sid, subject, presented: token.rotation, current: rotation });
    throw new GemelError('refresh_token_reused', { sid });
  };

  /** One presentation against the record as it stands; the writer comes back here after a conflict. */
  const revise = (token: RefreshTokenParts, jkt: string | undefined, record: SessionRecord, now: Seconds): SessionRecord => {
    const { refresh, jkt: binding, sid } = record;
    if (refresh === null) throw new GemelError('refresh_token_invalid', { sid });
    const { reuseWindow } = parts;
    const facts = { now, settledAt: parts.settledAt(), reuseWindow, isProven: binding !== null && binding === jkt };
    const judged = judgePresentation(token.rotation, refresh, facts);
    // Whoever has the token and another key is not whom it was given to. F03
    if (judged === 'reuse' || (binding !== null && jkt !== undefined && binding !== jkt)) return endAsReused(token, record, refresh);
    if (judged === 'unknown') throw new GemelError('refresh_token_invalid', { sid });
    if (binding !== null && jkt === undefined) throw new GemelError('grant_proof_invalid', { sid, why: 'there is none' });
    if (judged === 'repeat') return record;
    return turn(record, judged === 'adopt' ? token.rotation : token.rotation + 1, now);
  };

  const answer = ({ record }: Written, minted: MintedToken, isRotated: boolean): IssuedTokens => {
    const refreshToken = currentRefreshToken(record, secrets, runtime);
    const { sid, subject, refresh, act } = record;
    // An end that was heard of since the record was read is one for whoever has joined meanwhile; a change of grants signs nobody out.
    if (parts.view.floorOf(sid) === NEVER || (act !== null && parts.view.floorOf(act.sid) === NEVER))
      throw new GemelError('session_revoked', { sid });
    if (refreshToken === undefined || refresh === null) throw new GemelError('refresh_token_invalid', { sid });
    if (isRotated) events.emit('session.refreshed', { sid, subject, rotation: refresh.rotation });
    return { ...minted, refreshToken };
  };

  /**
   * Spares the read where a record in memory calls for a plain rotation: whether it still stands so is decided by the write. Everything
   * else, a refusal above all, is judged by a read.
   */
  const presentHeld = async (token: RefreshTokenParts, { audience, jkt }: TokenRequest): Promise<IssuedTokens | undefined> => {
    const held = parts.vouchedFor(token.sid);
    if (held === undefined || held.record.refresh === null || !isProven(token, held.record)) return undefined;
    const { jkt: binding } = held.record;
    if (binding !== null && binding !== jkt) return undefined;
    const { reuseWindow } = parts;
    // Of a window this node may believe too early that it has closed.
    const earliest = reuseWindow === 0 ? held.now : held.now - parts.maxStaleness();
    const judged = judgePresentation(token.rotation, held.record.refresh, {
      now: earliest,
      settledAt: parts.settledAt(),
      reuseWindow,
      isProven: binding !== null,
    });
    if (judged !== 'rotate') return undefined;
    const hold = parts.beginHold();
    const revised = turn(held.record, token.rotation + 1, held.now);
    const minted = parts.mint({ record: revised, now: held.now }, audience, jkt);
    const written = await writer.rotateHeld(revised);
    if (written === undefined) return undefined;
    hold(rotatedAt(written));
    // A token is not of a later time than the check that permitted it.
    return answer(written, isLater(held.now, written.now) ? parts.mint(written, audience, jkt) : minted, true);
  };

  const present = async (token: RefreshTokenParts, request: TokenRequest): Promise<IssuedTokens> => {
    await parts.prepare();
    const fromMemory = await presentHeld(token, request);
    return fromMemory ?? presentRead(token, request);
  };

  const presentRead = async (token: RefreshTokenParts, { audience, jkt }: TokenRequest): Promise<IssuedTokens> => {
    const hold = parts.beginHold();
    let isRotated = false;
    let minted: MintedToken | undefined;
    /** Mints before anything is written: what cannot be minted must not leave a rotation that nobody was told of. */
    const turnOrRepeat: Revise = (record, now) => {
      const revised = revise(token, jkt, record, now);
      isRotated = revised !== record;
      minted = parts.mint({ record: revised, now }, audience, jkt);
      return revised;
    };
    const written = await writer.rotate(token.sid, turnOrRepeat, (record) => checkProven(token, record));
    if (minted === undefined) throw new GemelError('refresh_token_invalid', { sid: token.sid });
    hold(isRotated ? rotatedAt(written) : written.record);
    if (!isRotated) noteRepeat(written);
    return answer(written, minted, isRotated);
  };

  /** An answer that is given again writes nothing, and is activity all the same. */
  const noteRepeat = ({ record, now }: Written): void => {
    if (now - record.lastSeenAt >= touchIntervalOf(parts.inactivityTimeout)) parts.noteActivity(record.sid, now);
  };

  const presentOnce = async (text: string, request: TokenRequest): Promise<IssuedTokens> => {
    const token = parseRefreshToken(text);
    if (token === undefined) throw new GemelError('refresh_token_malformed');
    try {
      return await present(token, request);
    } catch (error) {
      if (error instanceof GemelError && error.code === 'refresh_token_reused') await writer.end(token.sid, 'refresh_token_reused');
      throw error;
    }
  };

  return (text, request) => {
    const key = JSON.stringify([request.audience, request.jkt, text]);
    const known = underWay.get(key);
    const sentMs = runtime.clock.monotonicMs();
    if (known !== undefined && sentMs - known.sentMs <= parts.patienceMs) return known.answer;
    const flight = { sentMs, answer: presentOnce(text, request) };
    underWay.set(key, flight);
    const forget = (): void => {
      if (underWay.get(key) === flight) underWay.delete(key);
    };
    flight.answer.then(forget, forget);
    return flight.answer;
  };
}
