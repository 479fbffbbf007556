/** What a new password must be: long enough, not common, not made of its surroundings; nothing about which characters. ASVS 6.2.5 */
import { GemelError } from '@gemel/protocol';
import type { EmailAddress } from '../email/parse-email.ts';
import type { PasswordOptions } from '../options.ts';
import type { CommonPasswords } from './common-passwords.ts';
import { emailWords, isContextual, serviceWords } from './context-words.ts';
import { normalisePassword } from './normalise-password.ts';

/** Returns the normalised password, or refuses it with the first reason. */
export type CheckPassword = (password: string, email: EmailAddress) => Promise<string>;

/**
 * Builds the check of new passwords. The list of common passwords is loaded at the first password that is long enough to need it.
 *
 * @throws GemelError `password_too_short`, `password_too_long`, `password_contextual`, `password_too_common`, `request_malformed` (from the check)
 */
export function createPasswordCheck(options: PasswordOptions, issuer: string, loadCommon: () => Promise<CommonPasswords>): CheckPassword {
  const words = serviceWords(issuer, options.contextWords);
  let common: Promise<CommonPasswords> | undefined;
  const loadOnce = (): Promise<CommonPasswords> => {
    common ??= loadCommon().catch((error: unknown) => {
      common = undefined;
      throw error;
    });
    return common;
  };
  return async (password, email) => {
    const normalised = normalisePassword(password);
    if (normalised === undefined) throw new GemelError(password.length > options.maxLength ? 'password_too_long' : 'request_malformed');
    const length = [...normalised].length;
    if (length < options.minLength) throw new GemelError('password_too_short', { length, minLength: options.minLength });
    if (length > options.maxLength) throw new GemelError('password_too_long', { length, maxLength: options.maxLength });
    if (isContextual(normalised, [...words, ...emailWords(email)])) throw new GemelError('password_contextual');
    const list = await loadOnce();
    if (list.isCommon(normalised)) throw new GemelError('password_too_common');
    return normalised;
  };
}
