/** A journey to a provider and back, as this side keeps it: one one-time challenge, bound to the browser that set out. ASVS 10.1.2, 10.2.1 */
import type { Seconds } from '@gemel/protocol';
import type { SessionMode } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { OpenChallenge } from '../challenges/challenges.ts';
import type { AccountParts } from '../parts.ts';
import type { JourneySecrets } from './provider-client.ts';

export type JourneyPurpose = 'provider_sign_in' | 'provider_link';

/** What a journey is for. */
export interface Journey {
  readonly provider: string;
  readonly mode: SessionMode;
  /** Where the visitor wanted to go, as it was given. */
  readonly next: string | undefined;
  /** The session that links; undefined for a sign-in. */
  readonly sid: string | undefined;
  /** Whether the person is to authenticate there anew. */
  readonly isAgain: boolean;
}

export interface IssuedJourney {
  /** For a cookie of the browser that sets out; 43 characters of base64url. */
  readonly secret: string;
  readonly expiresIn: Seconds;
}

export interface OpenJourney {
  readonly purpose: JourneyPurpose;
  readonly journey: Journey;
  readonly secrets: JourneySecrets;
  /** The account that is to be linked; undefined for a sign-in. */
  readonly account: AccountRecord | undefined;
}

type Parts = Pick<AccountParts, 'challenges' | 'gemel'>;

export async function issueJourney(
  { challenges, gemel }: Parts,
  journey: Journey,
  secrets: JourneySecrets,
  account?: AccountRecord,
): Promise<IssuedJourney> {
  const { provider, mode, next, sid, isAgain } = journey;
  const sealed = gemel.vault.seal(JSON.stringify(secrets), contextOf(provider));
  const data = { provider, mode, next: next ?? null, sid: sid ?? null, isAgain, sealed };
  return challenges.issue(account === undefined ? 'provider_sign_in' : 'provider_link', account, data);
}

/** Uses nothing up. Undefined for a secret that is unknown, used, expired or void. */
export async function lookAtJourney(parts: Parts, secret: string): Promise<OpenJourney | undefined> {
  const signIn = await parts.challenges.look('provider_sign_in', secret);
  if (signIn !== undefined) return open(parts, 'provider_sign_in', signIn);
  const link = await parts.challenges.look('provider_link', secret);
  return link && open(parts, 'provider_link', link);
}

/** Uses it up: of many at once, one succeeds. S09 */
export async function takeJourney({ challenges }: Parts, { purpose }: OpenJourney, secret: string): Promise<boolean> {
  return (await challenges.take(purpose, secret)) !== undefined;
}

function open({ gemel }: Parts, purpose: JourneyPurpose, { account, data }: OpenChallenge): OpenJourney {
  const { provider, mode, next, sid, isAgain, sealed } = data as unknown as KeptJourney; // as issueJourney wrote it
  const secrets = JSON.parse(gemel.vault.open(sealed, contextOf(provider))) as JourneySecrets; // likewise
  return { purpose, journey: { provider, mode, next: next ?? undefined, sid: sid ?? undefined, isAgain }, secrets, account };
}

interface KeptJourney {
  readonly provider: string;
  readonly mode: SessionMode;
  readonly next: string | null;
  readonly sid: string | null;
  readonly isAgain: boolean;
  readonly sealed: string;
}

function contextOf(provider: string): string {
  return `provider ${provider}`;
}
