/** argon2id behind a bounded queue, with an optional pepper; the only place that knows how a password is hashed. */
import { hash, parseOptions, type ParsedHashOptions, verify } from '@node-rs/argon2';
import { GemelError } from '@gemel/protocol';
import type { HashingOptions } from '../options.ts';
import { createBoundedQueue } from './bounded-queue.ts';
import { createPeppers } from './pepper.ts';

/** Hashes under way and waiting, and how many may wait. */
export interface HashingLoad {
  readonly running: number;
  readonly waiting: number;
  readonly maxQueue: number;
}

export interface PasswordHasher {
  /** Returns a PHC string. @throws GemelError `hashing_busy` */
  hash(password: string): Promise<string>;
  /** @throws GemelError `hashing_busy`; `internal` where the stored text is no argon2id hash, or was made with a pepper that is not at hand */
  verify(stored: string, password: string): Promise<boolean>;
  /** Whether the stored hash is weaker than, or not made like, one made now. */
  isOutdated(stored: string): boolean;
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

export function createPasswordHasher(options: HashingOptions, randomBytes: (length: number) => Uint8Array): PasswordHasher {
  const queue = createBoundedQueue(options);
  const peppers = createPeppers(options.peppers);
  const cost = { memoryCost: options.memoryKiB, timeCost: options.passes, parallelism: options.parallelism };

  return {
    load: () => ({ running: queue.running, waiting: queue.waiting, maxQueue: options.maxQueue }),
    dummy: peppers.mark(formatDummy(options, randomBytes)),
    hash: (password) => queue.run(async () => peppers.mark(await hash(password, { ...cost, ...secretOf(peppers.current?.key) }))),
    verify: (stored, password) =>
      queue.run(async () => {
        const key = peppers.keyOf(stored);
        parseStored(stored);
        return verify(stored, password, secretOf(key));
      }),
    isOutdated: (stored) => {
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
