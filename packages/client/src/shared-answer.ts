/** The issuer's latest answer, which all tabs of a browser share; in memory alone. */
import type { Moment, Moments } from './moments.ts';
import type { SessionState } from './session-state.ts';

/** Milliseconds: a question that another tab asked so little earlier is answered for this one too. */
export const togetherMs = 2000;

/** An access token, and when it was sent for and runs out. */
export interface HeldToken {
  readonly text: string;
  readonly from: Moment;
  readonly until: Moment;
}

export interface Answer {
  /** When the question was sent: what happened later cannot be in the answer. */
  readonly sentAt: Moment;
  readonly state: SessionState;
  readonly token?: HeldToken | undefined;
}

export interface SharedAnswer {
  latest(): Answer;
  /** Takes an answer unless a later question has been answered already, and tells the other tabs where it is news. */
  give(answer: Answer): void;
  /** Returns how to stop. A listener hears of changes of the state alone. */
  subscribe(listener: (state: SessionState) => void): () => void;
  close(): void;
}

/** @param name that of the channel: the same for clients that ask the same. */
export function createSharedAnswer(name: string, moments: Moments): SharedAnswer {
  const channel = globalThis.BroadcastChannel === undefined ? undefined : new BroadcastChannel(name);
  const listeners = new Set<(state: SessionState) => void>();
  let latest: Answer = { sentAt: 0, state: { status: 'unknown' } };

  /** Returns whether it was news. */
  const take = (answer: Answer): boolean => {
    moments.hear(answer.sentAt);
    if (answer.sentAt <= latest.sentAt) return false;
    const before = latest.state;
    latest = { ...answer, state: follow(before, answer.state) };
    if (latest.state !== before) for (const listener of listeners) listener(latest.state);
    return true;
  };

  if (channel !== undefined) channel.onmessage = ({ data }: MessageEvent<Answer>) => void take(data);

  return {
    latest: () => latest,
    give: (answer) => void (take(answer) && channel?.postMessage(answer)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => channel?.close(),
  };
}

/** Nobody who is signed out is signed out again: the first reason stays. Where there was a session and now is none, it has ended. */
function follow(before: SessionState, after: SessionState): SessionState {
  if (after.status !== 'signed-out') return JSON.stringify(before) === JSON.stringify(after) ? before : after;
  if (before.status === after.status) return before;
  return before.status === 'signed-in' && after.reason === 'none' ? { ...after, reason: 'ended' } : after;
}
