/** The console's frame, in English. */
import type { ConsoleFrameTexts } from '../console-frame-texts.ts';

export const consoleFrame: ConsoleFrameTexts = {
  console: 'Console',
  areas: 'Areas of the console',
  sections: {
    overview: 'Overview',
    users: 'Users',
    sessions: 'Sessions',
    roles: 'Roles',
    keys: 'Signing keys',
    audit: 'Audit log',
    apiKeys: 'API keys',
    outbox: 'Outbox',
  },
  live: 'Live',
  notLive: 'Not live',
  notForYou: {
    title: 'Not for this account',
    text: 'You are who you say, but your account may not do this here. Ask an administrator for the role.',
  },
  toOverview: 'Go to the overview',
  pager: { label: 'Pages', first: 'First page', next: 'Next page' },
  reason: 'Reason',
  reasonHint: 'Kept in the audit log. At most 200 characters.',
};
