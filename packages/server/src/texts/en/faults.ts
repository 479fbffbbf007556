/** A form's refusals, in English. */
import type { Seconds } from '@gemel/protocol';
import type { FaultTexts } from '../fault-texts.ts';
import { spellDuration } from './spell-time.ts';

export const faults: FaultTexts = {
  email_invalid: () => 'That does not look like an e-mail address.',
  password_too_short: ({ minPasswordLength }) => `That password is too short: use at least ${minPasswordLength} characters.`,
  password_too_long: () => 'The password is too long.',
  password_too_common: () => 'Too many people use that password. Choose one that is yours alone.',
  password_contextual: () => 'That password can be guessed from your address or from the name of this service. Choose another.',
  sign_in_failed: () => 'The e-mail address or the password is wrong.',
  sign_in_throttled: ({ waitFor }) => `Too many attempts failed. Try again ${later(waitFor)}.`,
  request_throttled: ({ waitFor }) => `Too many people asked for this from your network. Try again ${later(waitFor)}.`,
  second_factor_failed: () => 'That code is wrong, or it was used before.',
  mail_throttled: () => 'Too many messages were asked for. Look for those that were sent, or try again in twenty minutes.',
  export_throttled: () => 'You have downloaded it several times just now. Wait ten minutes, then try again.',
  passkey_failed: () => 'That passkey was not taken. Try again, or sign in another way.',
  passkey_not_added: () => 'That passkey could not be added. Try again.',
  passkey_limit_reached: () => 'You have as many passkeys as an account can have. Remove one that you no longer use.',
  last_way_in: () => 'Without this you could not sign in any more. Add another way first.',
  provider_failed: () => 'That sign-in was broken off, took too long, or was not accepted. Begin again.',
  provider_not_linked: () =>
    'No account here is linked with that one. Sign in as you usually do, or create an account, and link the two under Security.',
  provider_taken: () => 'That account elsewhere is linked with another account here.',
  provider_limit_reached: () => 'Your account is linked with as many as it can be. Remove a link that you no longer use.',
  provider_unavailable: () => 'The other side does not answer right now. Try again in a moment, or sign in another way.',
  hashing_busy: () => 'Many people are signing in right now. Try again in a moment.',
  subject_changed: () => 'Your sessions were ended while you signed in. Sign in again.',
};

function later(waitFor: Seconds | undefined): string {
  return waitFor === undefined || waitFor <= 5 ? 'in a moment' : `in ${spellDuration(waitFor)}`;
}
