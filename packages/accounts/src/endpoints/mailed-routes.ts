/** The endpoints that write mail, and those that redeem what it held. */
import { endpointPaths } from '@gemel/protocol';
import type { Route } from 'gemel/endpoints';
import { answerChangeEmail, answerChangeEmailConfirm, answerChangeEmailUndo } from './change-email.ts';
import { answerChoosePassword } from './choose-password.ts';
import { answerForgotPassword } from './forgot-password.ts';
import { answerSignInLink, answerSignInLinkRedeem, type SignInLinkParts } from './sign-in-link.ts';
import type { SignInParts } from './sign-in-answer.ts';
import { answerVerifyEmail, answerVerifyEmailAsk, answerVerifyEmailSend } from './verify-email.ts';

/** None where there is no mail; those of links that sign in where they are switched on. */
export function mailedRoutes(parts: SignInParts): readonly Route[] {
  const { accounts, ...others } = parts;
  const { emailVerification, passwordReset, accountInvitations, emailChange, signInLink } = accounts;
  if (emailVerification === undefined || passwordReset === undefined) return [];
  if (accountInvitations === undefined || emailChange === undefined) return [];
  const verify = { ...others, emailVerification };
  const reset = { ...others, redeem: passwordReset.complete };
  const invitation = { ...others, redeem: accountInvitations.accept };
  const change = { ...others, emailChange };
  return [
    { path: endpointPaths.verifyEmail, methods: { POST: (call) => answerVerifyEmail(verify, call) } },
    { path: endpointPaths.verifyEmailSend, methods: { POST: (call) => answerVerifyEmailSend(verify, call) } },
    { path: endpointPaths.verifyEmailAsk, methods: { POST: (call) => answerVerifyEmailAsk(verify, call) } },
    { path: endpointPaths.forgotPassword, methods: { POST: (call) => answerForgotPassword({ ...others, passwordReset }, call) } },
    { path: endpointPaths.resetPassword, methods: { POST: (call) => answerChoosePassword(reset, call) } },
    { path: endpointPaths.acceptInvitation, methods: { POST: (call) => answerChoosePassword(invitation, call) } },
    { path: endpointPaths.changeEmail, methods: { POST: (call) => answerChangeEmail(change, call) } },
    { path: endpointPaths.changeEmailConfirm, methods: { POST: (call) => answerChangeEmailConfirm(change, call) } },
    { path: endpointPaths.changeEmailUndo, methods: { POST: (call) => answerChangeEmailUndo(change, call) } },
    ...(signInLink === undefined ? [] : signInLinkRoutes({ ...parts, signInLink })),
  ];
}

function signInLinkRoutes(parts: SignInLinkParts): readonly Route[] {
  return [
    { path: endpointPaths.signInLink, methods: { POST: (call) => answerSignInLink(parts, call) } },
    { path: endpointPaths.signInLinkRedeem, methods: { POST: (call) => answerSignInLinkRedeem(parts, call) } },
  ];
}
