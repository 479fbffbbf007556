/** Passwords, in English. */
import type { PasswordTexts } from '../password-texts.ts';

export const password: PasswordTexts = {
  heading: 'Password',
  lead: 'A new password ends all your other sessions.',
  current: 'Current password',
  next: 'New password',
  change: 'Change password',
  hint: (minLength) => `At least ${minLength} characters, of any kind. A sentence works well.`,
  none: 'You have none: you sign in another way.',
  choose: 'Choose a password by mail',
  currentIsWrong: 'The current password is wrong.',
};
