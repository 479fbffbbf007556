/** The catalogue of messages in one language: whole sentences, plain text, nothing that could be markup. */
import type { Seconds } from '@gemel/protocol';
import type { MailFactor, MailSuspicion } from './mail-facts.ts';
import type { MailKind } from './mail-message.ts';

/** What a text may speak of; names that came from outside are cleaned already. */
export interface LetterFacts {
  /** Name of the service, as configured. */
  readonly service: string;
}

export interface LetterFactor extends LetterFacts {
  readonly factor: MailFactor;
  /** '' where it has no name. */
  readonly name: string;
}

export interface LetterProvider extends LetterFacts {
  readonly provider: string;
}

/** What each kind's text is given beyond the name of the service. */
export interface LetterFactsByKind extends Record<MailKind, LetterFacts> {
  /** The new address in part, such as `a…@example.com`, and whether there is a link that takes it back. */
  readonly 'email-changed': LetterFacts & { readonly newEmail: string; readonly canUndo: boolean };
  readonly 'factor-added': LetterFactor;
  readonly 'factor-removed': LetterFactor;
  readonly 'recovery-code-used': LetterFacts & { readonly left: number };
  readonly 'provider-linked': LetterProvider;
  readonly 'provider-unlinked': LetterProvider;
  readonly 'suspicious-sign-in': LetterFacts & { readonly suspicion: MailSuspicion };
}

/** The words of one message. Order and layout are not its business. */
export interface Letter {
  readonly subject: string;
  /** What happened, or what the link is for. */
  readonly opening: readonly string[];
  /** What the one-time link does, such as "Choose a new password"; needed where the kind has one. */
  readonly action?: string;
  /** What to do if it was not you. */
  readonly notYou: string;
}

/** Everything that mail says, in one language. */
export interface MailTexts {
  /** BCP 47, for the document's `lang`. */
  readonly language: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly letters: { readonly [Kind in MailKind]: (facts: LetterFactsByKind[Kind]) => Letter };
  /** Names of the lines that say when and from where. */
  readonly labels: { readonly at: string; readonly address: string; readonly device: string };
  /** What the page is for to which a notice leads. */
  readonly help: { readonly account: string; readonly forgotPassword: string };
  /** Introduces the code that may be typed in place of the link. */
  readonly code: string;
  /** How long link and code work. */
  readonly validity: (validFor: Seconds) => string;
  /** A point in time, in UTC and saying so. */
  readonly time: (at: Seconds) => string;
  /** Why the reader got this. */
  readonly footer: (facts: LetterFacts) => string;
}
