/** Whether an account's owner could still sign in: what a removal must leave. */
import type { AccountRecord } from '../account.ts';
import type { AccountParts } from '../parts.ts';
import type { AuthenticatorRecord } from './authenticator-store.ts';

/** With nothing but these; a provider that is no longer configured lets nobody in. */
export function hasWayIn(
  { providers }: Pick<AccountParts, 'providers'>,
  { passwordHash }: Pick<AccountRecord, 'passwordHash'>,
  authenticators: readonly AuthenticatorRecord[],
): boolean {
  return (
    passwordHash !== null || authenticators.some((one) => one.kind === 'passkey' || (one.kind === 'provider' && providers.isLinkable(one)))
  );
}
