/** One-time things: made with a fresh secret, stored by its hash, void as soon as the account they are about has changed. */
import { createHash } from 'node:crypto';
import type { JsonValue, Seconds } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import type { AccountStore } from '../account-store.ts';
import { type ChallengePurpose, challengePurposes } from './challenge-purposes.ts';
import type { ChallengeRecord } from './challenge-store.ts';

/** What the person, or the browser, is given. */
export interface IssuedChallenge {
  /** 256 random bits, base64url; exists nowhere else. */
  readonly secret: string;
  readonly expiresIn: Seconds;
}

export interface OpenChallenge {
  /** The account as it is now; undefined where the challenge is about none. */
  readonly account: AccountRecord | undefined;
  readonly data: JsonValue;
  readonly triesLeft: number;
}

/** Methods that take a secret answer undefined alike for an unknown, a used, an expired and a void one. */
export interface Challenges {
  issue(purpose: ChallengePurpose, account: Pick<AccountRecord, 'id' | 'stamp'> | undefined, data?: JsonValue): Promise<IssuedChallenge>;
  /** Uses nothing up. */
  look(purpose: ChallengePurpose, secret: string): Promise<OpenChallenge | undefined>;
  /** Uses it up: of many at once, one succeeds. S09 */
  take(purpose: ChallengePurpose, secret: string): Promise<OpenChallenge | undefined>;
  /** Uses up one of its tries. S20 */
  tryOnce(purpose: ChallengePurpose, secret: string): Promise<OpenChallenge | undefined>;
}

const secretBytes = 32;
const sweepEvery: Seconds = 60;

interface ChallengeParts {
  readonly store: Pick<AccountStore, 'challenges' | 'findById'>;
  now(): Seconds;
  randomText(byteLength: number): string;
}

export function createChallenges({ store, now, randomText }: ChallengeParts): Challenges {
  let sweptAt = now();
  const sweep = async (): Promise<void> => {
    if (now() - sweptAt < sweepEvery) return;
    sweptAt = now();
    await store.challenges.deleteExpired(now());
  };

  const open = async (record: ChallengeRecord | undefined): Promise<OpenChallenge | undefined> => {
    if (record === undefined) return undefined;
    const { account: id, stamp, data, triesLeft, purpose } = record;
    if (id === null) return { account: undefined, data, triesLeft };
    const account = await store.findById(id);
    if (account === undefined || account.isDisabled) return undefined;
    const isVoid = account.stamp !== stamp && challengePurposes[purpose].outlivesChanges !== true;
    return isVoid ? undefined : { account, data, triesLeft };
  };

  return {
    issue: async (purpose, account, data = null) => {
      const { lifetime, tries, isOnly } = challengePurposes[purpose];
      const secret = randomText(secretBytes);
      const about = { account: account?.id ?? null, stamp: account?.stamp ?? 0 };
      const record = { idHash: hashSecret(secret), purpose, ...about, data, expiresAt: now() + lifetime, triesLeft: tries };
      await store.challenges.put(record, { isOnly });
      await sweep();
      return { secret, expiresIn: lifetime };
    },
    look: async (purpose, secret) => open(await store.challenges.find(hashSecret(secret), purpose, now())),
    take: async (purpose, secret) => open(await store.challenges.take(hashSecret(secret), purpose, now())),
    tryOnce: async (purpose, secret) => open(await store.challenges.tryOnce(hashSecret(secret), purpose, now())),
  };
}

/** 256 random bits need no slow hash (ASVS 6.5.2). */
function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
