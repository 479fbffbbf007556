/** Decides whether a sign-in has to show a second factor, and which ones its owner could show. */
import type { AccountRecord } from '../account.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import type { SecondFactorPolicy } from '../options.ts';
import { readRecoveryCodes } from '../recovery-codes/recovery-codes-data.ts';
import { isMultiFactor, type SignInWay } from './authentication-event.ts';

export type SecondFactor = 'totp' | 'passkey' | 'recovery_code';

/** Whether the policy asks the account for a second factor, whatever it has set up. */
export function isAskedByPolicy(policy: SecondFactorPolicy, { roles }: Pick<AccountRecord, 'roles'>): boolean {
  if (typeof policy === 'string') return policy === 'always';
  return policy.roles.some((role) => roles.includes(role));
}

/** What a sign-in has shown, of an account with what it has. */
export interface FactorQuestion {
  readonly authenticators: readonly AuthenticatorRecord[];
  readonly used: readonly SignInWay[];
  /** Whether the policy asks for a second factor. */
  readonly isAsked?: boolean;
}

/**
 * Returns those that the account has, where the sign-in has shown one factor so far and its owner has enrolled an authenticator app, or
 * the policy asks for two; none where the policy does and there is nothing yet, so that one has to be set up. Undefined where nothing is
 * needed.
 */
export function findNeededFactors({ authenticators, used, isAsked = false }: FactorQuestion): readonly SecondFactor[] | undefined {
  const has = (kind: AuthenticatorRecord['kind']): boolean => authenticators.some((one) => one.kind === kind);
  if (isMultiFactor(used) || (!has('totp') && !isAsked)) return undefined;
  return [
    ...(has('passkey') ? ['passkey' as const] : []),
    ...(has('totp') ? ['totp' as const] : []),
    ...(hasRecoveryCodes(authenticators) ? ['recovery_code' as const] : []),
  ];
}

/** Whether there is a code that was not used yet. */
export function hasRecoveryCodes(authenticators: readonly AuthenticatorRecord[]): boolean {
  return authenticators.some(({ kind, data }) => kind === 'recovery_codes' && readRecoveryCodes(data).hashes.length > 0);
}
