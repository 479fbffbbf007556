/** A stolen refresh token is used after the sign-out. */
import { type Attack, noSuchThing, possible, stopped } from '../attack.ts';

export const refreshAfterSignOut: Attack = {
  id: 'refresh-after-sign-out',
  title: 'A stolen refresh token after the sign-out',
  what: 'The owner signs out; the thief refreshes with the token of before.',
  concerns: 'token',
  async carryOut({ fleet }) {
    const credential = await fleet.node(0).signIn({ subject: 'leaving' });
    if (credential.refreshToken === null) return noSuchThing('there is no refresh token');
    await fleet.node(0).signOut(credential);
    const fresh = await fleet.node(1).refresh(credential, { as: 'thief' });
    return fresh === null ? stopped('refused') : possible('a new access token was issued');
  },
};
