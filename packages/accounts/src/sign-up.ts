/** Sign-up: the same work and the same answer whether or not the address has an account. ASVS 6.3.8 */
import { GemelError } from '@gemel/protocol';
import type { Accounts } from './accounts.ts';
import { parseEmail } from './email/parse-email.ts';
import { type AccountParts, requireTexts } from './parts.ts';

const idBytes = 16;

export function createSignUp({ store, hasher, checkPassword, clock, randomText }: AccountParts): Accounts['signUp'] {
  return async ({ email, password }) => {
    requireTexts({ email, password });
    const address = parseEmail(email);
    if (address === undefined) throw new GemelError('email_invalid');
    const checked = await checkPassword(password, address);
    const passwordHash = await hasher.hash(checked);
    const now = clock.wallMs() / 1000;
    // Whether it was taken is nobody's business here; the store leaves a taken one as it is.
    await store.insert({
      id: randomText(idBytes),
      email: address.email,
      passwordHash,
      roles: [],
      permissions: [],
      isDisabled: false,
      pendingEnd: null,
      createdAt: now,
      passwordChangedAt: now,
      version: 1,
    });
  };
}
