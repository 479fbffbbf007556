/** What a test asks of the writer of a fleet. */
import type { Acknowledgement } from './judge-traffic.ts';
import type { Fleet } from './start-fleet.ts';
import type { WatchedSession } from './watched-session.ts';

export interface RevokeAnswer extends Omit<Acknowledgement, 'sid'> {
  /** How often it was asked for until it was acknowledged. */
  readonly tries: number;
  readonly value: { readonly ended: readonly string[]; readonly isReplicated: boolean };
}

export async function signIn(fleet: Fleet, subject: string, count: number): Promise<readonly WatchedSession[]> {
  const starts = Array.from({ length: count }, (_, index) => fleet.writer.process.ask('start', { subject: `${subject} ${index}` }));
  return (await Promise.all(starts)) as readonly WatchedSession[]; // by node-process.js
}

/** Resolves when it is acknowledged. */
export async function revokeSession(fleet: Fleet, sid: string): Promise<RevokeAnswer> {
  return (await fleet.writer.process.ask('revoke', { sid })) as RevokeAnswer; // by node-process.js
}

/** Resolves to the new refresh token. @throws where it is refused */
export async function refreshSession(fleet: Fleet, refreshToken: string): Promise<string> {
  const { refreshToken: next } = (await fleet.writer.process.ask('refresh', { refreshToken })) as WatchedSession; // by node-process.js
  return next;
}
