/** Acting as somebody, in English. */
import type { ImpersonationTexts } from '../impersonation-texts.ts';

export const impersonation: ImpersonationTexts = {
  title: 'Act as somebody',
  lead: (email) =>
    `This browser becomes one of ${email}, for a quarter of an hour at most and no longer than your session at the console. What you do is written down with your name; the password and the ways to sign in stay out of reach.`,
  button: 'Act as this person',
  voidLead: 'That was used already, or a minute has passed. Begin again in the console.',
  banner: (email, administrator) => `${administrator} acts here as ${email}. What is done is written down.`,
  stop: 'Stop',
};
