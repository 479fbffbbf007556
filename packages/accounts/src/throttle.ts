/** Slows down guessing: failures are counted for an e-mail address, and for it together with the client's address. NIST SP 800-63B-4, 3.2.2 */
import { createHash } from 'node:crypto';
import { type Clock, GemelError, type Seconds } from '@gemel/protocol';
import type { AccountStore, Failures } from './account-store.ts';
import type { ThrottlingOptions } from './options.ts';

/** One permitted attempt. */
export interface TakenAttempt {
  /** The password was right: both counts start again. */
  succeeded(): Promise<void>;
  /** The password was not judged at all. */
  abandoned(): Promise<void>;
}

export interface Throttle {
  /**
   * Counts an attempt as failed in advance, or refuses it. Knows nothing of accounts: an unknown address is counted like a known one.
   *
   * @param from what tells one guesser from another: the client's address
   * @param isFamiliar whether the account has a session from there; asked only where the address alone has failed too often, so that a
   *   stranger's guesses do not lock out the owner
   * @throws GemelError `sign_in_throttled`
   */
  take(email: string, from: string, isFamiliar: () => Promise<boolean>): Promise<TakenAttempt>;
}

const sweepEveryMs = 60_000;

export function createThrottle(store: AccountStore, options: ThrottlingOptions, clock: Clock): Throttle {
  const memory = options.longestDelay * 2;
  let sweptAtMs = clock.monotonicMs();

  const waitsUntil = ({ count, lastAt }: Failures, free: number): Seconds =>
    count < free ? 0 : lastAt + Math.min(options.longestDelay, options.firstDelay * 2 ** Math.min(count - free, 32));

  const sweep = async (now: Seconds): Promise<void> => {
    if (clock.monotonicMs() - sweptAtMs < sweepEveryMs) return;
    sweptAtMs = clock.monotonicMs();
    await store.deleteFailures(now - memory);
  };

  return {
    take: async (email, from, isFamiliar) => {
      const now = clock.wallMs() / 1000;
      const pairKey = keyOf('pair', `${email} ${networkOf(from)}`);
      const emailKey = keyOf('email', email);
      const keys = [pairKey, emailKey];
      const since = now - memory;
      let isPairWaiting = false;
      const isTaken = await store.takeAttempt({
        keys,
        now,
        since,
        mayTry: ([pair = none, whole = none]) => {
          isPairWaiting = now < waitsUntil(pair, options.freeFailures);
          return !isPairWaiting && now >= waitsUntil(whole, options.maxFailures);
        },
      });
      const mayStill = async (): Promise<boolean> =>
        !isPairWaiting &&
        (await isFamiliar()) &&
        store.takeAttempt({ keys: [pairKey], now, since, mayTry: ([pair = none]) => now >= waitsUntil(pair, options.freeFailures) });
      if (!isTaken && !(await mayStill())) throw new GemelError('sign_in_throttled', { isPairWaiting });
      await sweep(now);
      return { succeeded: () => store.clearFailures(keys), abandoned: () => store.returnAttempt(isTaken ? keys : [pairKey]) };
    },
  };
}

const none: Failures = { count: 0, lastAt: 0 };

/** Hashed, so that the table of failures holds no addresses that people mistyped. */
function keyOf(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}:${text}`).digest('base64url');
}

/** Returns whether two client addresses are one client's, as far as can be told. */
export function isSameNetwork(left: string, right: string): boolean {
  return networkOf(left) === networkOf(right);
}

/** An IPv6 client has a whole /64; the rest of its address is its own choice. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - last.length) }, () => '0');
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
