/** The keys that access tokens are signed with: a line in the store in which the next one is always published before it signs. */
import { GemelError, type JwkSet, type Seconds, toGemelError } from '@gemel/protocol';
import type { KeySource } from '@gemel/verifier';
import type { EventHub } from './event-hub.ts';
import { freeSlot, nextKeyOf, outlivedKeys, signingKeyOf } from './key-ring-line.ts';
import { createKeyList, type HeldKey, type KeyList, type KeyReading } from './key-ring-list.ts';
import { makeStoredKey, sealKey } from './key-ring-seal.ts';
import type { KeyStore, StoredKey } from './ports/key-store.ts';
import type { Runtime } from './ports/runtime.ts';
import type { Secrets } from './secrets.ts';

export interface KeyRingParts {
  readonly store: KeyStore;
  readonly secrets: Secrets;
  readonly runtime: Runtime;
  /** Of new keys; keys of another algorithm that are in the line stay until their last token has expired. */
  readonly algorithm: string;
  /** Seconds that a key signs before the next one does. */
  readonly keyLifetime: Seconds;
  /** Seconds that a key stays published after its successor became active: until no token of its can be unexpired. */
  readonly tokenRetention: Seconds;
  /** Milliseconds: an older list of keys is read again before it signs; twice as old, it does not sign. */
  readonly reloadMs: number;
  /** What the view has heard. */
  readonly isRetired: (kid: string) => boolean;
  readonly onFault: (error: GemelError) => void;
  readonly emit: EventHub['emit'];
}

/** What minting needs of the key that signs. */
export interface RingSigner {
  readonly kid: string;
  /** Base64url of the header of every token that this key signs. */
  readonly protectedHeader: string;
  /** Returns the signature of an ASCII text as base64url. */
  sign(text: string): string;
}

export interface KeyRing extends KeySource {
  /**
   * Returns the key that signs at `now` (engine time). Never one that the view calls retired.
   *
   * @throws GemelError `keys_unavailable` where the list of keys is too old (await `ensureFresh` first) or the key cannot be opened here
   */
  signingKey(now: Seconds): RingSigner;
  /** Reads the list again where it has grown old; undefined where it has not. @throws GemelError where it is too old to sign and cannot be read */
  ensureFresh(): Promise<void> | undefined;
  /** The public keys of the line, the next one included; never symmetric or retired ones. */
  publicKeys(): JwkSet;
  /** The next key signs from now on, and one after it is published. Returns the `kid` that signs. */
  rotate(): Promise<string>;
  /** Emergency: removes the key and writes its retirement to the log; where it was the one that signs, the next one does at once. */
  retire(kid: string): Promise<void>;
  /** Adds a next key where there is none, removes keys that are done with, seals all others under the current secret. */
  maintain(): Promise<void>;
  /** Which key signs at `now`, and how many stand in the line. */
  status(now: Seconds): { readonly active: string | undefined; readonly published: number };
}

/** J29: unknown `kid`s make the list be read once in this many milliseconds at most. */
const coolDownMs = 1000;
/** Writers that meet in the line step aside for each other this often at most. */
const attempts = 10;

/**
 * Reads the line of keys, and begins it where there is none.
 *
 * @throws GemelError `secret_mismatch` where a key is sealed under a secret that is not configured; the store's fault
 */
export async function createKeyRing(parts: KeyRingParts): Promise<KeyRing> {
  const { store, secrets, runtime, isRetired } = parts;
  /** Another node may rotate, and remove what was replaced, while this one has not heard of it. */
  const tooOldMs = 2 * parts.reloadMs;
  let isStarting = true;
  let signer: string | undefined;
  let refreshedMs = Number.NEGATIVE_INFINITY;
  let reloading: Promise<void> | undefined;

  const list: KeyList = createKeyList({
    store,
    secrets,
    runtime,
    onUnopened(error) {
      if (isStarting) throw error;
      parts.onFault(error);
    },
  });

  const read = async (): Promise<KeyReading> => {
    const reading = await list.read();
    const kid = signingKeyOf(list.line(), reading.now, isRetired)?.kid;
    if (kid !== undefined && kid !== signer && signer !== undefined) parts.emit('key.rotated', { kid });
    signer = kid ?? signer;
    return reading;
  };

  const reload = (): Promise<void> => {
    reloading ??= read()
      .then(() => undefined)
      .finally(() => {
        reloading = undefined;
      });
    return reloading;
  };

  const insert = async (line: readonly StoredKey[], activeFrom: Seconds): Promise<void> => {
    // Where another node has taken the slot, its key serves as well.
    await store.insert(makeStoredKey({ slot: freeSlot(line), algorithm: parts.algorithm, activeFrom }, secrets.current, runtime));
  };

  /** The first key of all is active at once; any other is published for a while before it signs. */
  const activationBehind = (line: readonly StoredKey[], now: Seconds): Seconds => {
    const last = line.at(-1);
    const lead = Math.min(parts.keyLifetime, parts.tokenRetention);
    return last === undefined ? now : Math.max(last.activeFrom + parts.keyLifetime, now + lead);
  };

  /** Adds keys until one is active and one is next: a new line's first two, or what a crash or the passing of time left out. */
  const complete = async (): Promise<KeyReading> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const reading = await read();
      if (nextKeyOf(reading.line, reading.now) !== undefined) return reading;
      await insert(reading.line, activationBehind(reading.line, reading.now));
    }
    throw new GemelError('keys_unavailable', 'The store takes no new key and shows none.');
  };

  const advance = async ({ line, now }: KeyReading): Promise<void> => {
    const next = nextKeyOf(line, now);
    await (next === undefined ? insert(line, now) : store.activate(next.kid, now));
  };

  const rotate = async (): Promise<KeyReading> => {
    await advance(await read());
    return complete();
  };

  const reseal = async (line: readonly HeldKey[]): Promise<void> => {
    for (const { kid, secretName, opened } of line) {
      if (opened === undefined || secretName === secrets.current.name) continue;
      const sealed = sealKey(kid, opened.signingKey, secrets.current, runtime);
      await store.reseal(kid, sealed.sealedKey, sealed.secretName);
    }
  };

  /** The first reading, and what it may call for: a line where there is none, the configured algorithm, the current secret. */
  const start = async (): Promise<void> => {
    let reading = await complete();
    // The keys in the line may be of the algorithm of before: at most two are.
    for (let turn = 0; turn < 2 && signingKeyOf(reading.line, reading.now, isRetired)?.algorithm !== parts.algorithm; turn++) {
      reading = await rotate();
    }
    await reseal(reading.line);
    isStarting = false;
  };

  const signingKey = (now: Seconds): RingSigner => {
    if (list.ageMs() > tooOldMs) throw new GemelError('keys_unavailable', `The list of keys is ${list.ageMs()} ms old.`);
    const key = signingKeyOf(list.line(), now, isRetired);
    if (key?.opened === undefined) throw new GemelError('keys_unavailable', { kid: key?.kid, secretName: key?.secretName });
    return key.opened;
  };

  await start();

  return {
    signingKey,

    ensureFresh() {
      if (list.ageMs() < parts.reloadMs) return undefined;
      return reload().catch((error: unknown) => {
        if (list.ageMs() > tooOldMs) throw error;
        parts.onFault(toGemelError(error));
      });
    },

    find(kid) {
      if (isRetired(kid)) return undefined;
      const key = list.find(kid);
      // Sealed under a secret that is missing here: it cannot be judged, which is no refusal.
      if (key !== undefined && key.opened === undefined) throw new GemelError('keys_unavailable', { kid, secretName: key.secretName });
      return key?.opened?.verificationKey;
    },

    refresh(kid) {
      if (isRetired(kid)) return undefined;
      const nowMs = runtime.clock.monotonicMs();
      if (reloading === undefined && nowMs - refreshedMs < coolDownMs) return undefined;
      return reload().then(() => {
        refreshedMs = nowMs;
      });
    },

    publicKeys: () => ({
      keys: list.line().flatMap(({ kid, opened }) => (opened?.publicJwk && !isRetired(kid) ? [opened.publicJwk] : [])),
    }),

    async rotate() {
      const { now } = await rotate();
      return signingKey(now).kid;
    },

    async retire(kid) {
      const reading = await read();
      // The next one signs first: a crash in between leaves nobody without a key, and no replaced key signs again.
      if (signingKeyOf(reading.line, reading.now, isRetired)?.kid === kid) await advance(reading);
      await store.retire(kid);
      parts.emit('key.retired', { kid });
      await complete();
    },

    async maintain() {
      const { line, now } = await read();
      // A node that has not heard of the successor yet may sign for as long as its list is not too old.
      for (const { kid } of outlivedKeys(line, now, parts.tokenRetention + tooOldMs / 1000)) await store.remove(kid);
      await reseal(line);
      await complete();
    },

    status: (now) => ({ active: signingKeyOf(list.line(), now, isRetired)?.kid, published: list.line().length }),
  };
}
