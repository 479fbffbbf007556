/**
 * Slows down guessing at passwords: wrong ones are counted for the account, for the client that sent them, and for the network around it, and never lock
 * the owner out. NIST SP 800-63B-4, 3.2.2; ASVS 6.1.1, 6.3.1
 */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { AccountStore } from '../account-store.ts';
import type { LimitOptions, ThrottlingOptions } from '../options.ts';
import { clientNetwork } from './client-network.ts';
import { limitKey } from './limit-key.ts';
import type { Limit } from './limit-store.ts';

/** One permitted attempt. It counts as failed until it has been settled, so that many at once cannot outrun the count. */
export interface TakenAttempt {
  /** The password was right: nothing was guessed, and what failed in a row before is forgotten. */
  succeeded(): Promise<void>;
  /** The password was not judged at all. */
  abandoned(): Promise<void>;
}

/** A password about to be judged. */
export interface Guess {
  /** As canonical as it can be had. Nothing is known of accounts here: an address without one is counted alike. */
  readonly email: string;
  /** The client's address. */
  readonly from: string | undefined;
  /** Whether the account has a session from there; asked only where strangers have to wait, so that their guesses do not lock its owner out. */
  readonly isFamiliar: () => Promise<boolean>;
}

export interface Throttle {
  /** @throws GemelError `sign_in_throttled`, its cause saying after how many seconds to come again (`retryAfter`) */
  take(guess: Guess): Promise<TakenAttempt>;
  /** The same for a session that is asked for its owner's password again: no stranger's guesses count towards it. @throws GemelError `sign_in_throttled` */
  takeInSession(sid: string): Promise<TakenAttempt>;
  /** Forgets the failures of an account, from everywhere and from where its owner is now: the password that was guessed at is no more. */
  forgive(email: string, from: string | undefined): Promise<void>;
}

const sweepEvery: Seconds = 60;

export function createThrottle(
  { limits }: Pick<AccountStore, 'limits'>,
  options: Pick<ThrottlingOptions, 'pair' | 'account' | 'inARow' | 'address' | 'network'>,
  readNow: () => Seconds,
): Throttle {
  let sweptAt = readNow();
  const limit = (kind: string, text: string, { burst, interval }: LimitOptions): Limit => ({
    key: limitKey(`password ${kind}`, text),
    burst,
    interval,
  });
  /** Of one account and one client, or of one session; and of one account. */
  const failuresOf = (kind: 'pair' | 'account', whose: string) => ({
    recent: limit(kind, whose, options[kind]),
    inARow: limit(`${kind} in a row`, whose, options.inARow),
  });
  const sweep = async (now: Seconds): Promise<void> => {
    if (now - sweptAt < sweepEvery) return;
    sweptAt = now;
    await limits.deleteIdle(now);
  };

  /** Takes from the first list that has enough of everything. */
  const spendOneOf = async (first: readonly Limit[], others: () => Promise<readonly Limit[] | undefined>): Promise<readonly Limit[]> => {
    const now = readNow();
    let taken = first;
    let answer = await limits.spend(first, now);
    if (!answer.isAllowed) {
      const second = await others();
      if (second !== undefined) [taken, answer] = [second, await limits.spend(second, now)];
    }
    if (!answer.isAllowed) throw new GemelError('sign_in_throttled', { retryAfter: answer.waitFor });
    await sweep(now);
    return taken;
  };

  return {
    take: async ({ email, from, isFamiliar }) => {
      const { address, network } = clientNetwork(from);
      const pair = failuresOf('pair', `${email} ${address}`);
      const account = failuresOf('account', email);
      const own = [pair.recent, pair.inARow];
      const around = [limit('address', address, options.address), limit('network', network, options.network)];
      const strangers = [...own, account.recent, account.inARow, ...around];
      const taken = await spendOneOf(strangers, async () => ((await isFamiliar()) ? own : undefined));
      const rows = [pair.inARow, account.inARow];
      return {
        succeeded: () => limits.refund([...taken.filter((one) => !rows.includes(one)), ...rows.map(whole)]),
        abandoned: () => limits.refund(taken),
      };
    },
    takeInSession: async (sid) => {
      const { recent, inARow } = failuresOf('pair', `session ${sid}`);
      const taken = await spendOneOf([recent, inARow], async () => undefined);
      return { succeeded: () => limits.refund([recent, whole(inARow)]), abandoned: () => limits.refund(taken) };
    },
    forgive: async (email, from) => {
      const pair = failuresOf('pair', `${email} ${clientNetwork(from).address}`);
      const account = failuresOf('account', email);
      await limits.refund([pair.recent, pair.inARow, account.recent, account.inARow].map(whole));
    },
  };
}

/** All that a limit can hold: to give it back is to forget what was taken. */
function whole({ key, burst, interval }: Limit): Limit {
  return { key, burst, interval: burst * interval };
}
