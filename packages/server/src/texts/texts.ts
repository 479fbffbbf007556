/** Everything that a page says, in one object per language: an area is an interface beside this file, a language a folder. */
import type { AccessTokenTexts } from './access-token-texts.ts';
import type { AccountTexts } from './account-texts.ts';
import type { ActivityTexts } from './activity-texts.ts';
import type { AuthenticatorAppTexts } from './authenticator-app-texts.ts';
import type { ConsoleTexts } from './console-texts.ts';
import type { CopyTexts } from './copy-texts.ts';
import type { DoorTexts } from './door-texts.ts';
import type { EmailTexts } from './email-texts.ts';
import type { FaultTexts } from './fault-texts.ts';
import type { FrameTexts } from './frame-texts.ts';
import type { ImpersonationTexts } from './impersonation-texts.ts';
import type { LandingTexts } from './landing-texts.ts';
import type { MailedTexts } from './mailed-texts.ts';
import type { LeavingTexts } from './leaving-texts.ts';
import type { MessageTexts } from './message-texts.ts';
import type { NoticeTexts } from './notice-texts.ts';
import type { OutboxTexts } from './outbox-texts.ts';
import type { PasskeysTexts } from './passkeys-texts.ts';
import type { PasswordTexts } from './password-texts.ts';
import type { ProvidersTexts } from './providers-texts.ts';
import type { RecoveryCodesTexts } from './recovery-codes-texts.ts';
import type { ReferenceTexts } from './reference-texts.ts';
import type { SecondStepTexts } from './second-step-texts.ts';
import type { SessionsTexts } from './sessions-texts.ts';
import type { StepUpTexts } from './step-up-texts.ts';
import type { TimeTexts } from './time-texts.ts';

/** A language that lacks a text is a type error. What stands in a text's place of a name or a number is its function's parameter. */
export interface Texts {
  /** The language's tag (BCP 47), for `lang` and for choosing by `Accept-Language`. */
  readonly language: string;
  readonly frame: FrameTexts;
  readonly landing: LandingTexts;
  readonly door: DoorTexts;
  readonly mailed: MailedTexts;
  readonly secondStep: SecondStepTexts;
  readonly stepUp: StepUpTexts;
  readonly account: AccountTexts;
  readonly activity: ActivityTexts;
  readonly sessions: SessionsTexts;
  readonly accessToken: AccessTokenTexts;
  readonly email: EmailTexts;
  readonly password: PasswordTexts;
  readonly passkeys: PasskeysTexts;
  readonly authenticatorApp: AuthenticatorAppTexts;
  readonly recoveryCodes: RecoveryCodesTexts;
  readonly leaving: LeavingTexts;
  readonly providers: ProvidersTexts;
  readonly copy: CopyTexts;
  readonly notices: NoticeTexts;
  readonly faults: FaultTexts;
  readonly messages: MessageTexts;
  readonly outbox: OutboxTexts;
  readonly reference: ReferenceTexts;
  readonly impersonation: ImpersonationTexts;
  readonly console: ConsoleTexts;
  readonly times: TimeTexts;
}
