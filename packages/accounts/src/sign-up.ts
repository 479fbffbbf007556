/** Sign-up: the same work and the same answer whether or not the address has an account. ASVS 6.3.8 */
import { GemelError } from '@gemel/protocol';
import { newAccount } from './account.ts';
import type { Accounts } from './accounts.ts';
import { parseEmail } from './email/parse-email.ts';
import { postSignUpMail } from './email-verification/post-sign-up-mail.ts';
import { type AccountParts, requireTexts } from './parts.ts';

const idBytes = 16;

export function createSignUp(parts: AccountParts): Accounts['signUp'] {
  const { store, hasher, checkPassword, requestLimits, now: readNow, randomText, audit } = parts;
  return async ({ email, password, client }) => {
    requireTexts({ email, password });
    const address = parseEmail(email);
    if (address === undefined) throw new GemelError('email_invalid');
    const checked = await checkPassword(password, address);
    hasher.checkRoom();
    const takeBack = await requestLimits.take('signUps', client);
    const passwordHash = await hasher.hash(checked).catch(async (error: unknown) => {
      await takeBack().catch(() => undefined);
      throw error;
    });
    // Whether it was taken is nobody's business here; the store leaves a taken one as it is, and only the mailbox hears of it.
    const id = randomText(idBytes);
    const outcome = await store.insert(newAccount({ id, email: address.email, emailVerifiedAt: null, passwordHash, createdAt: readNow() }));
    postSignUpMail(parts, { email: address.email, outcome, client });
    audit.write(outcome === 'inserted' ? { kind: 'account.signed_up', subject: id, client } : { kind: 'account.sign_up_repeated', client });
  };
}
