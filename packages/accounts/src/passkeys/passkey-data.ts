/** What is kept of a passkey, beside the credential's id that it is found by. WebAuthn Level 3, section 4, "credential record" */
import type { JsonValue } from '@gemel/protocol';

export interface PasskeyData {
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  /** The authenticator's signature counter when it was used last; 0 for one that does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Whether it may be copied to other devices by whoever keeps it. */
  readonly isSyncable: boolean;
  /** Whether it was, when it was used last. */
  readonly isSynced: boolean;
  /** The authenticator's model, as it says itself. */
  readonly aaguid: string;
  /** Vouches for the key; undefined for a passkey from before there were seals, or from somebody who cannot make one. */
  readonly seal: string | undefined;
}

/** The same before it is anybody's. */
export type PasskeyFacts = Omit<PasskeyData, 'seal'>;

export function readPasskeyData(data: JsonValue): PasskeyData {
  const { publicKey, counter, transports, isSyncable, isSynced, aaguid, seal } = data as unknown as PasskeyData; // in the form of this package; the seal says whether by it
  return { publicKey, counter, transports, isSyncable, isSynced, aaguid, seal };
}

export function passkeyDataJson({ transports, seal, ...facts }: PasskeyData): JsonValue {
  return { ...facts, transports: [...transports], ...(seal === undefined ? {} : { seal }) };
}
