/** Accounts with e-mail address and password, for applications that keep their sessions with Gemel. */
export type { Account, AccountRecord, PendingEnd } from './account.ts';
export type { Administering } from './administering.ts';
export type { AccountStore } from './account-store.ts';
export type { ApiKeyRecord, ApiKeyStore } from './api-keys/api-key-store.ts';
export type { ApiKey, ApiKeys, IssuedApiKey, NewApiKey } from './api-keys/api-keys.ts';
export type { AccountPage, Accounts, ChangePassword, Grants, ListAccounts, SignIn, SignUp } from './accounts.ts';
export type { AuditActor, AuditEntry, AuditEvent, AuditFactsByKind, AuditHead, AuditKind, SignInFailure } from './audit/audit-event.ts';
export { type AuditKindRow, auditKinds, isAuditKind } from './audit/audit-kinds.ts';
export { auditLine } from './audit/audit-line.ts';
export type { AuditPosition, AuditQuery, AuditStore } from './audit/audit-store.ts';
export type { AuditFault, AuditLoad } from './audit/create-audit-log.ts';
export type { Audit, AuditPage, AuditPageAsked, AuditReader, AuditSearch } from './audit/search-audit.ts';
export { readAudit } from './audit/search-audit.ts';
export type { AuthenticatorKind, AuthenticatorRecord, AuthenticatorStore, InsertCondition } from './authenticators/authenticator-store.ts';
export type { ChallengePurpose } from './challenges/challenge-purposes.ts';
export type { ChallengeRecord, ChallengeStore } from './challenges/challenge-store.ts';
export type { IssuedChallenge } from './challenges/challenges.ts';
export type { UseOnce } from './limits/use-once.ts';
export { createAccounts } from './create-accounts.ts';
export { createAccountEndpoints } from './endpoints/create-account-endpoints.ts';
export type { EmailAddress } from './email/parse-email.ts';
export type { EmailChange } from './email-change/email-change.ts';
export type { UndoEmailChange } from './email-change/undo-email-change.ts';
export type { EmailVerification, LinkSubject } from './email-verification/email-verification.ts';
export { parseEmail } from './email/parse-email.ts';
export type { HashingLoad } from './hashing/password-hasher.ts';
export type { ImportAccounts, ImportOptions, ImportSummary, LeftOut, LeftOutReason } from './importing/import-accounts.ts';
export type { ImportedAccount } from './importing/read-candidate.ts';
export { isGrantName } from './is-grant-name.ts';
export type { AccountExport, ExportedAuthenticator, ExportedSession } from './leaving/account-export.ts';
export { exportJson, exportStream } from './leaving/export-json.ts';
export type { DeletedAccount, OnAccountDeleted } from './leaving/on-account-deleted.ts';
export type {
  BeginImpersonation,
  Impersonation,
  MayImpersonate,
  OfferImpersonation,
  RedeemImpersonation,
} from './impersonation/impersonation.ts';
export type { Leaving } from './leaving/leaving.ts';
export type { Limit, LimitAnswer, LimitStore } from './limits/limit-store.ts';
export { problemsWithThrottling } from './limits/resolve-throttling-options.ts';
export { englishMail } from './mail/english-mail.ts';
export type { MailFailure, MailFailureReason, MailLoad } from './mail/create-postman.ts';
export type {
  MailFactor,
  MailFactorFacts,
  MailFacts,
  MailOccasion,
  MailProviderFacts,
  MailSecret,
  MailSecretFacts,
  MailSuspicion,
} from './mail/mail-facts.ts';
export { mailSuspicions } from './mail/mail-facts.ts';
export type { MailKind, MailMessage, SendMail } from './mail/mail-message.ts';
export { mailKinds, permanentMailError } from './mail/mail-message.ts';
export type { MailPages } from './mail/mail-pages.ts';
export type { MailPreview } from './mail/preview-mail.ts';
export { previewMail } from './mail/preview-mail.ts';
export type { Letter, LetterFactor, LetterFacts, LetterFactsByKind, LetterProvider, MailTexts } from './mail/mail-texts.ts';
export type { AccountsOptions, LimitOptions, SecondFactorPolicy, SuspicionNotices, TotpSteps } from './options.ts';
export type { ConfirmPendingEnrolment, ConfirmPendingPasskey, PendingEnrolment } from './second-factor/pending-enrolment.ts';
export { accountDefaults } from './options.ts';
export type { AccountInvitations } from './account-invitation/account-invitations.ts';
export type { PasswordReset, ResetPassword } from './password-reset/password-reset.ts';
export type { SecondFactorProof } from './second-factor/judge-second-factor.ts';
export type { RecoveryCodes, RecoveryCodesFacts } from './recovery-codes/recovery-codes.ts';
export type { DeclaredRoles } from './roles/declare-roles.ts';
export type { RoleRecord, RoleStore } from './roles/role-store.ts';
export type { InvitationOptions, RoleInvitation, RoleInvitations } from './roles/role-invitations.ts';
export type { Role, Roles } from './roles/roles.ts';
export type { ConfirmSecondFactor, PendingSignIn, SecondFactorStep } from './second-factor/second-factor.ts';
export type { PasskeyCreationOptions, PasskeyDescriptor, PasskeyRequestOptions } from './passkeys/passkey-options.ts';
export type { UnsealedPasskeys } from './passkeys/passkey-site.ts';
export type { NewPasskey, Passkey, PasskeyCeremony, Passkeys, PasskeySignIn } from './passkeys/passkeys.ts';
export { findProviderFault } from './providers/find-provider-fault.ts';
export { problemsWithProviders, type ProviderOptions, providerCallbackPath } from './providers/provider-options.ts';
export type { ProviderEnd, ProviderSessionRecord, ProviderSessionStore } from './providers/provider-session-store.ts';
export type {
  BeginProviderSignIn,
  FinishJourney,
  LinkedProvider,
  ProviderArrival,
  ProviderChoice,
  ProviderJourney,
  Providers,
} from './providers/providers.ts';
export type { AuthenticationClass, SignInWay } from './sign-in/authentication-event.ts';
export type { SecondFactor } from './sign-in/needed-factor.ts';
export type { HalfSignedIn, SignedIn, SignInResult } from './sign-in/sign-in-result.ts';
export type { AskedSignInLink, RedeemSignInLink, ShownSignInLink, SignInLink } from './sign-in-link/sign-in-link.ts';
export { type Asking, recentAuthAge } from './step-up/require-recent.ts';
export type { StepUp, StepUpNeeds, StepUpProof } from './step-up/step-up.ts';
export type { Totp, TotpFacts } from './totp/totp.ts';
export type { TotpEnrolment } from './totp/totp-enrolment.ts';
