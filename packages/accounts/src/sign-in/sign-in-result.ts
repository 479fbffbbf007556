/** What a sign-in comes to: a session, or half of one, which is another type and no credential. S07 */
import type { Seconds } from '@gemel/protocol';
import type { SessionMode, StartedSession } from 'gemel';
import type { ExternalSession } from '../providers/provider-identity.ts';
import type { SecondFactor } from './needed-factor.ts';
import type { SignInWay } from './authentication-event.ts';

export interface SignedIn extends StartedSession {
  readonly status: 'signed_in';
}

/** The first factor was right. Nothing accepts this in place of a session. */
export interface HalfSignedIn {
  readonly status: 'second_factor_needed';
  /** Goes with the second factor; good once, for this account as it is now. */
  readonly pending: string;
  readonly expiresIn: Seconds;
  /** What the account can show; nothing where a policy asks for a second factor and one has to be set up first. */
  readonly factors: readonly SecondFactor[];
}

export type SignInResult = SignedIn | HalfSignedIn;

/** What a half sign-in keeps in its challenge. */
export interface PendingFacts {
  readonly used: readonly SignInWay[];
  readonly mode: SessionMode;
  readonly jkt?: string;
  readonly subjectVersion: number;
  readonly elsewhere?: ExternalSession;
  readonly authTime?: Seconds;
  readonly clientId?: string;
}
