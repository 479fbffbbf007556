/** The checks of WebAuthn Level 3, sections 7.1 and 7.2, that need no store: `@simplewebauthn/server` makes most of them, the rest stand here. */
import type { VerifiedAuthenticationResponse, VerifiedRegistrationResponse } from '@simplewebauthn/server';
import type { CreatedCredential, ShownCredential } from './parse-passkey-credential.ts';
import type { PasskeyData, PasskeyFacts } from './passkey-data.ts';
import { passkeyAlgorithms } from './passkey-options.ts';
import type { PasskeySite } from './passkey-site.ts';

/** What a passkey that holds says of itself, or why it does not hold. */
export type Judged<Facts> = { readonly holds: true; readonly facts: Facts } | { readonly holds: false; readonly reason: string };

/** What an assertion tells that a store has to be asked about. */
export interface AssertionFacts {
  readonly counter: number;
  readonly isSyncable: boolean;
  readonly isSynced: boolean;
}

const refused = (reason: string): { readonly holds: false; readonly reason: string } => ({ holds: false, reason });

/** Judges a new passkey for its challenge. */
export async function judgeCreation(site: PasskeySite, created: CreatedCredential): Promise<Judged<PasskeyFacts>> {
  const { id, clientData, clientDataJSON, attestationObject } = created;
  if (clientData.isCrossOrigin) return refused('the page stood in a frame of another origin');
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const response = {
    id,
    rawId: id,
    type: 'public-key' as const,
    response: { clientDataJSON, attestationObject },
    clientExtensionResults: {},
  };
  const verified = await tryTo(() => verifyRegistrationResponse({ response, ...expected(site, clientData.challenge), ...algorithms }));
  if (!('value' in verified)) return verified;
  const { registrationInfo }: VerifiedRegistrationResponse = verified.value;
  if (registrationInfo === undefined) return refused('the attestation does not hold');
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
  if (credential.id !== id) return refused('the id is not the one that the authenticator made');
  return {
    holds: true,
    facts: {
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: created.transports,
      isSyncable: credentialDeviceType === 'multiDevice',
      isSynced: credentialBackedUp,
      aaguid,
    },
  };
}

/** Judges a passkey that was shown, for its challenge; the signature counter is the caller's to judge. */
export async function judgeAssertion(site: PasskeySite, shown: ShownCredential, known: PasskeyData): Promise<Judged<AssertionFacts>> {
  const { id, clientData, clientDataJSON, authenticatorData, signature } = shown;
  if (clientData.isCrossOrigin) return refused('the page stood in a frame of another origin');
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const response = {
    id,
    rawId: id,
    type: 'public-key' as const,
    response: { clientDataJSON, authenticatorData, signature },
    clientExtensionResults: {},
  };
  const credential = { id, publicKey: Buffer.from(known.publicKey, 'base64url'), counter: 0 };
  const verified = await tryTo(() => verifyAuthenticationResponse({ response, ...expected(site, clientData.challenge), credential }));
  if (!('value' in verified)) return verified;
  const { verified: isSigned, authenticationInfo }: VerifiedAuthenticationResponse = verified.value;
  if (!isSigned) return refused('the signature does not hold');
  const { newCounter: counter, credentialDeviceType, credentialBackedUp: isSynced } = authenticationInfo;
  const isSyncable = credentialDeviceType === 'multiDevice';
  if (isSyncable !== known.isSyncable) return refused('whether it may be copied has changed, which it cannot');
  return { holds: true, facts: { counter, isSyncable, isSynced } };
}

const algorithms = { supportedAlgorithmIDs: [...passkeyAlgorithms] };

/** @param challenge the one that was taken from the store: it is what the client's data says */
function expected({ rpId, origins }: PasskeySite, challenge: string) {
  return { expectedChallenge: challenge, expectedOrigin: [...origins], expectedRPID: rpId, requireUserVerification: true };
}

/** What the library throws says which of its checks failed; its messages hold no secret once the challenge is used up. */
async function tryTo<Value>(work: () => Promise<Value>): Promise<{ readonly value: Value } | ReturnType<typeof refused>> {
  try {
    return { value: await work() };
  } catch (error) {
    return refused(error instanceof Error ? error.message : 'it cannot be read');
  }
}
