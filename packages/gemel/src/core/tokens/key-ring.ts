/** The keys that access tokens are signed with: a line in the store in which the next one is always published before it signs. */
import { GemelError, type JwkSet, type Seconds, toGemelError } from '@gemel/protocol';
import type { KeySource } from '@gemel/verifier';
import type { EventHub } from '../event-hub.ts';
import { createKeyKeeper } from './key-ring-keeper.ts';
import { signingKeyOf } from './key-ring-line.ts';
import { createKeyList, type KeyReading } from './key-ring-list.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Committed } from '../ports/stamped.ts';
import type { Secrets } from './secrets.ts';
import { createUnknownKeys } from './unknown-keys.ts';

export interface KeyRingParts {
  readonly store: KeyStore;
  readonly secrets: Secrets;
  readonly runtime: Runtime;
  /** Of new keys; keys of another algorithm that are in the line stay until their last token has expired. */
  readonly algorithm: string;
  /** Whether that is so only where the line is empty: otherwise new keys are as the last one. */
  readonly keepsAlgorithm: boolean;
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
  /** Reads the list again where it has grown old, or holds retired keys alone; undefined where it need not. @throws GemelError where it is too old to sign and cannot be read */
  ensureFresh(): Promise<void> | undefined;
  /** The public keys of the line, the next one included; never symmetric or retired ones. */
  publicKeys(): JwkSet;
  /** The next key signs from now on, and one after it is published. Returns the `kid` that signs. */
  rotate(): Promise<string>;
  /** Emergency: removes the key and writes its retirement to the log; where it was the one that signs, the next one does at once. */
  retire(kid: string, receipt?: string): Promise<Committed<'retired' | 'already_retired'>>;
  /** Adds a next key where there is none, removes keys that are done with, seals all others under the current secret. */
  maintain(): Promise<void>;
  /** Which key signs at `now`, and how many stand in the line. */
  status(now: Seconds): { readonly active: string | undefined; readonly published: number };
}

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
  const unknown = createUnknownKeys(runtime.clock);
  let reloading: Promise<void> | undefined;

  const list = createKeyList({
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

  const keeper = createKeyKeeper({
    store,
    secrets,
    runtime,
    algorithmFor: (line) => (parts.keepsAlgorithm ? line.at(-1)?.algorithm : undefined) ?? parts.algorithm,
    keyLifetime: parts.keyLifetime,
    lead: Math.min(parts.keyLifetime, parts.tokenRetention),
    read,
  });

  const rotate = async (): Promise<KeyReading> => {
    await keeper.advance(await read());
    return keeper.complete();
  };

  /** The first reading, and what it may call for: a line where there is none, the configured algorithm, the current secret. */
  const start = async (): Promise<void> => {
    let reading = await keeper.complete();
    const isRight = (): boolean =>
      parts.keepsAlgorithm || signingKeyOf(reading.line, reading.now, isRetired)?.algorithm === parts.algorithm;
    // The keys in the line may be of the algorithm of before: at most two are.
    for (let turn = 0; turn < 2 && !isRight(); turn++) reading = await rotate();
    await keeper.reseal(reading.line);
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
      const canSign = list.line().some(({ kid }) => !isRetired(kid));
      if (canSign && list.ageMs() < parts.reloadMs) return undefined;
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
      if (reloading === undefined && !unknown.takeLook(kid)) return undefined;
      const askedMs = runtime.clock.monotonicMs();
      return reload().then(() => {
        const isReadSince = list.ageMs() <= runtime.clock.monotonicMs() - askedMs;
        if (isReadSince && list.find(kid) === undefined) unknown.noteAbsent(kid);
      });
    },

    publicKeys: () => ({
      keys: list.line().flatMap(({ kid, opened }) => (opened?.publicJwk && !isRetired(kid) ? [opened.publicJwk] : [])),
    }),

    async rotate() {
      const { now } = await rotate();
      return signingKey(now).kid;
    },

    async retire(kid, receipt) {
      const reading = await read();
      // The next one signs first: a crash in between leaves nobody without a key, and no replaced key signs again.
      if (signingKeyOf(reading.line, reading.now, isRetired)?.kid === kid) await keeper.advance(reading);
      const retired = await store.retire(kid, receipt);
      parts.emit('key.retired', { kid });
      await keeper.complete();
      return retired;
    },

    async maintain() {
      const reading = await read();
      // A node that has not heard of the successor yet may sign for as long as its list is not too old.
      await keeper.prune(reading, parts.tokenRetention + tooOldMs / 1000);
      await keeper.reseal(reading.line);
      await keeper.complete();
    },

    status: (now) => ({ active: signingKeyOf(list.line(), now, isRetired)?.kid, published: list.line().length }),
  };
}
