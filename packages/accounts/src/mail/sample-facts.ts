/** Facts of a made-up occasion for every kind, so that texts can be looked at before anything happens. */
import type { MailFacts } from './mail-facts.ts';

const occasion = { at: 1_795_791_660, address: '203.0.113.7', device: 'Firefox on Linux' };
const secret = { ...occasion, token: 'dG9rZW4tb2YtdGhlLXNhbXBsZQ', code: 'K7PM-22QX', validFor: 900 };

export const sampleFacts: MailFacts = {
  'verify-email': secret,
  'already-registered': occasion,
  'reset-password': secret,
  invitation: { ...secret, validFor: 86_400 },
  'sign-in-link': secret,
  'email-change-verify': secret,
  'email-changed': { ...secret, validFor: 604_800, newEmail: 'grace@example.org' },
  'password-changed': occasion,
  'factor-added': { ...occasion, factor: 'passkey', name: 'Blue key' },
  'factor-removed': { ...occasion, factor: 'totp' },
  'recovery-codes-renewed': occasion,
  'recovery-code-used': { ...occasion, left: 2 },
  'provider-linked': { ...occasion, provider: 'Example ID' },
  'provider-unlinked': { ...occasion, provider: 'Example ID' },
  'suspicious-sign-in': { ...occasion, suspicion: 'second-factor-failed' },
  'account-disabled': occasion,
  'account-deleted': occasion,
};
