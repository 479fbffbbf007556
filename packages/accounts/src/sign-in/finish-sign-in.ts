/** The end of every way to sign in: one authentication event, one session record; or, where its owner has a second factor, half a sign-in. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts, SessionMode } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { postVerification } from '../email-verification/post-verification.ts';
import { noticeSignIn } from '../notices/notice-sign-in.ts';
import type { AccountParts } from '../parts.ts';
import type { ExternalSession } from '../providers/provider-identity.ts';
import { rememberSession } from '../providers/remember-session.ts';
import { authenticationFacts, type SignInWay } from './authentication-event.ts';
import { findNeededFactors, isAskedByPolicy } from './needed-factor.ts';
import type { SignInResult } from './sign-in-result.ts';

/** A sign-in whose factors so far have all been right. */
export interface ProvenSignIn {
  readonly account: AccountRecord;
  /** As read before the account was: what ends its sessions after that stops the sign-in as well. */
  readonly subjectVersion: number;
  readonly used: readonly SignInWay[];
  readonly mode?: SessionMode;
  /** Thumbprint of the key that tokens are bound to. */
  readonly jkt?: string;
  /** Where the person is signed in at a provider: the session ends with that one. */
  readonly elsewhere?: ExternalSession;
  /** When the person authenticated, where that was not now; 0 where nobody knows. */
  readonly authTime?: Seconds;
  /** Where it is not the first-party one: then two factors are needed, whatever the policy says. */
  readonly clientId?: string;
  readonly client?: ClientFacts;
}

/** @throws GemelError `sign_in_failed` where the address has to be verified first, `subject_changed`, and what `gemel.startSession` throws */
export async function finishSignIn(parts: AccountParts, proven: ProvenSignIn): Promise<SignInResult> {
  const { gemel, store, challenges, audit } = parts;
  const { account, subjectVersion, used, mode = 'cookie', jkt, client, clientId, elsewhere, authTime } = proven;
  const ofClient = clientId === undefined ? {} : { clientId };
  const bound = jkt === undefined ? {} : { jkt };
  const optional = {
    ...ofClient,
    ...bound,
    ...(elsewhere === undefined ? {} : { elsewhere: { ...elsewhere } }),
    ...(authTime === undefined ? {} : { authTime }),
  };
  if (parts.requiresVerifiedEmail && account.emailVerifiedAt === null) {
    // To whoever typed the right password it looks like a wrong one: only so does nobody learn whether a sign-up made the account (ASVS 6.3.8).
    postVerification(parts, account, client);
    audit.write({ kind: 'sign_in.failed', subject: account.id, client, way: used.at(-1) ?? 'password', reason: 'email_unverified' });
    throw new GemelError('sign_in_failed');
  }
  const factors = findNeededFactors({
    authenticators: await store.authenticators.listByAccount(account.id),
    used,
    isAsked: clientId !== undefined || isAskedByPolicy(parts.secondFactorPolicy, account),
  });
  if (factors !== undefined) {
    const { secret, expiresIn } = await challenges.issue('second_factor', account, { used: [...used], mode, subjectVersion, ...optional });
    audit.write({ kind: 'sign_in.second_factor_needed', subject: account.id, client, ways: used, factors });
    return { status: 'second_factor_needed', pending: secret, expiresIn, factors };
  }
  const authentication = authenticationFacts(used);
  // After the subject's version was read: a role that changes from now on stops this sign-in.
  const grants = (await parts.readRoles()).grantsOf(account);
  const started = await gemel.startSession({
    subject: account.id,
    mode,
    ...bound,
    authentication: { ...authentication, ...(authTime === undefined ? {} : { time: authTime }) },
    ...grants,
    ...ofClient,
    ...(client === undefined ? {} : { client }),
    subjectVersion,
  });
  if (elsewhere !== undefined) await rememberSession(parts, started.session, elsewhere);
  audit.write({ kind: 'sign_in.succeeded', subject: account.id, sid: started.session.sid, client, ways: used, ...authentication });
  noticeSignIn(parts, { account, sid: started.session.sid, client });
  return { status: 'signed_in', ...started };
}
