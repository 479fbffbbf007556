/** argon2id behind a bounded queue, with an optional pepper; the only place that knows how a password is hashed. Hashes from elsewhere are verified, never made. */
import { parseOptions, type ParsedHashOptions } from '@node-rs/argon2';
import { GemelError } from '@gemel/protocol';
import type { HashingOptions } from '../options.ts';
import { type Argon2, pooledArgon2 } from './argon2.ts';
import { createBoundedQueue } from './bounded-queue.ts';
import type { ImportedCosts } from './imported/imported-costs.ts';
import { readStoredImport } from './imported/read-imported-hash.ts';
import { createPeppers } from './pepper.ts';

/** Hashes under way and waiting, and how many may wait. */
export interface HashingLoad {
  readonly running: number;
  readonly waiting: number;
  readonly maxQueue: number;
}

export interface PasswordHasher {
  /** Refuses at once where one more could not even wait: whoever comes in a flood is turned away before anything is asked of a store. @throws GemelError `hashing_busy` */
  checkRoom(): void;
  /** Returns a PHC string. @throws GemelError `hashing_busy` */
  hash(password: string): Promise<string>;
  /**
   * Costs the same whichever hash it is: one of ours, and one of each kind that was imported.
   *
   * @throws GemelError `hashing_busy`, `store_unavailable`; `internal` where the stored text is no hash of ours and none that was imported,
   *   or was made with a pepper that is not at hand
   */
  verify(stored: string, password: string): Promise<boolean>;
  /** Whether the stored hash is weaker than, or not made like, one made now; an imported one always is. */
  isOutdated(stored: string): boolean;
  /** Lets the threads go that hash; whatever is under way fails. */
  close(): Promise<void>;
  /** How busy the queue is; for health. */
  load(): HashingLoad;
  /**
   * A hash that no password has and that costs as much to verify as one made now. After the parameters were raised, an account whose
   * hash is older answers a wrong password in another time until its owner has signed in again.
   */
  readonly dummy: string;
}

const saltBytes = 16;
const hashBytes = 32;
/** The library's parser takes argon2i and argon2d as well, and older versions. */
const prefix = '$argon2id$v=19$';

export interface HasherParts {
  randomBytes(length: number): Uint8Array;
  readonly importedCosts: ImportedCosts;
  /** By default the library's own. */
  readonly argon2?: Argon2;
}

export function createPasswordHasher(
  options: HashingOptions,
  { randomBytes, importedCosts, argon2 = pooledArgon2 }: HasherParts,
): PasswordHasher {
  const { concurrency, maxQueue } = options;
  const queue = createBoundedQueue({ concurrency, maxQueue, ahead: concurrency * argon2.ahead });
  /** Those from elsewhere are not computed where jobs are handed over ahead: no more of them at once either. */
  const imports = createBoundedQueue({ concurrency, maxQueue: Number.POSITIVE_INFINITY });
  const peppers = createPeppers(options.peppers);
  const cost = { memoryCost: options.memoryKiB, timeCost: options.passes, parallelism: options.parallelism };
  const dummy = peppers.mark(formatDummy(options, randomBytes));

  const verifyOwn = (stored: string, password: string): Promise<boolean> => {
    const key = peppers.keyOf(stored);
    parseStored(stored);
    return argon2.verify(stored, password, secretOf(key));
  };

  return {
    checkRoom: () => queue.checkRoom(),
    close: () => argon2.close(),
    load: () => ({ running: queue.running, waiting: queue.waiting, maxQueue }),
    dummy,
    hash: (password) => queue.run(async () => peppers.mark(await argon2.hash(password, { ...cost, ...secretOf(peppers.current?.key) }))),
    verify: async (stored, password) => {
      await importedCosts.refresh();
      return queue.run(async () => {
        const imported = readStoredImport(stored);
        if (imported !== undefined) importedCosts.learn(imported);
        const isRight = await (imported === undefined ? verifyOwn(stored, password) : imports.run(() => imported.verify(password)));
        if (imported !== undefined) await verifyOwn(dummy, password);
        await imports.run(() => importedCosts.payRest(imported));
        return isRight;
      });
    },
    isOutdated: (stored) => {
      if (readStoredImport(stored) !== undefined) return true;
      const made = parseStored(stored);
      const isWeaker =
        made.memoryCost < options.memoryKiB ||
        made.timeCost < options.passes ||
        made.saltLen < saltBytes ||
        made.outputLen < hashBytes ||
        made.parallelism !== options.parallelism;
      return isWeaker || !peppers.isCurrent(stored);
    },
  };
}

/** Reads `m`, `t` and `p` in any order, since other libraries write them differently. The text never goes into an error. */
function parseStored(stored: string): ParsedHashOptions {
  const parsed = stored.startsWith(prefix) ? tryParse(stored) : undefined;
  if (parsed === undefined) throw new GemelError('internal', 'A stored password hash is not argon2id, version 19.');
  return parsed;
}

function tryParse(stored: string): ParsedHashOptions | undefined {
  try {
    return parseOptions(stored);
  } catch {
    return undefined;
  }
}

function secretOf(key: Uint8Array | undefined): { secret?: Uint8Array } {
  return key === undefined ? {} : { secret: key };
}

/** Random bytes in place of a hash: making it costs nothing, so the first unknown address costs no more than the second. */
function formatDummy({ memoryKiB, passes, parallelism }: HashingOptions, randomBytes: (length: number) => Uint8Array): string {
  const encode = (length: number): string => Buffer.from(randomBytes(length)).toString('base64').replace(/=+$/, '');
  return `${prefix}m=${memoryKiB},t=${passes},p=${parallelism}$${encode(saltBytes)}$${encode(hashBytes)}`;
}
