/** Signing in and signing up, in English. */
import type { DoorTexts } from '../door-texts.ts';

export const door: DoorTexts = {
  signInTitle: 'Sign in',
  signInLead: 'Good to see you again.',
  signInButton: 'Sign in',
  signUpTitle: 'Create an account',
  signUpLead: 'An e-mail address and a password, nothing more.',
  signUpButton: 'Create account',
  or: 'or',
  email: 'E-mail address',
  password: 'Password',
  isNew: 'New here?',
  toSignUp: 'Create an account',
  isKnown: 'You have one already?',
  toSignIn: 'Sign in',
};
