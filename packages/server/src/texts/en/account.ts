/** The account's own pages, in English. */
import type { AccountTexts } from '../account-texts.ts';

export const account: AccountTexts = {
  navigation: 'Your account',
  sections: {
    overview: { name: 'Overview', title: 'Your account' },
    security: { name: 'Security', title: 'Security', lead: 'How you prove that you are you.' },
    activity: { name: 'Activity', title: 'Recent activity', lead: 'What happened to your account, and from where.' },
    data: { name: 'Your data', title: 'Your data', lead: 'Take it with you, or have it removed.' },
  },
};
