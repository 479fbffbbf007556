/** The frame, in English. */
import type { FrameTexts } from '../frame-texts.ts';

export const frame: FrameTexts = {
  product: 'Gemel',
  skip: 'Skip to the content',
  navigation: 'Account',
  account: 'Account',
  signIn: 'Sign in',
  signUp: 'Create an account',
  signOut: 'Sign out',
  motto: 'One session, two credentials.',
  publicKeys: 'Public keys',
  feed: 'Revocation feed',
  health: 'Health',
};
