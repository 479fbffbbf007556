/** Every text, in English. */
import type { Texts } from '../texts.ts';
import { accessToken } from './access-token.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { authenticatorApp } from './authenticator-app.ts';
import { consoleTexts } from './console.ts';
import { copy } from './copy.ts';
import { door } from './door.ts';
import { email } from './email.ts';
import { faults } from './faults.ts';
import { frame } from './frame.ts';
import { impersonation } from './impersonation.ts';
import { landing } from './landing.ts';
import { mailed } from './mailed.ts';
import { leaving } from './leaving.ts';
import { messages } from './messages.ts';
import { notices } from './notices.ts';
import { outbox } from './outbox.ts';
import { passkeys } from './passkeys.ts';
import { password } from './password.ts';
import { providers } from './providers.ts';
import { recoveryCodes } from './recovery-codes.ts';
import { reference } from './reference.ts';
import { secondStep } from './second-step.ts';
import { sessions } from './sessions.ts';
import { stepUp } from './step-up.ts';
import { spellDate, spellDuration, spellRelative } from './spell-time.ts';

export const english: Texts = {
  language: 'en',
  frame,
  landing,
  door,
  mailed,
  secondStep,
  stepUp,
  account,
  activity,
  sessions,
  accessToken,
  email,
  password,
  passkeys,
  authenticatorApp,
  recoveryCodes,
  leaving,
  providers,
  copy,
  notices,
  faults,
  messages,
  outbox,
  reference,
  impersonation,
  console: consoleTexts,
  times: { relative: spellRelative, duration: spellDuration, date: spellDate },
};
