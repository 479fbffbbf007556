/** The cookie of half a sign-in: what it names is a challenge, and no session. S07 */
import type { Seconds } from '@gemel/protocol';
import type { PageContext, PageServices } from '../page-context.ts';
import { createSecretCookie, type SecretCookie } from '../secret-cookie.ts';

const cookie = createSecretCookie('pending');

export const readPendingCookie: SecretCookie['read'] = cookie.read;

export function givePendingCookie(
  context: PageContext,
  services: PageServices,
  { pending, expiresIn }: { readonly pending: string; readonly expiresIn: Seconds },
): void {
  cookie.give(context, services, pending, expiresIn);
}

export const clearPendingCookie: SecretCookie['clear'] = cookie.clear;
