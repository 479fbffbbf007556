/** What the pages say that mail leads to, and those that ask for mail. */

export interface AskTexts {
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  /** On the page of a link that is no longer good. */
  readonly again: string;
}

/** What the page of a link says. */
export interface LinkTexts {
  readonly title: string;
  readonly lead: (email: string) => string;
  readonly button: string;
}

export interface MailedTexts {
  readonly voidTitle: string;
  readonly voidLead: string;
  /** The way in, at the door. */
  readonly toSignInLink: string;
  readonly askSignInLink: AskTexts;
  readonly signInLink: {
    readonly title: string;
    readonly lead: (email: string) => string;
    readonly button: string;
    /** Where another browser asked for it, or one that has forgotten. */
    readonly leadElsewhere: (email: string) => string;
    readonly buttonElsewhere: string;
  };
  /** At the door, below the password. */
  readonly toForgotPassword: string;
  readonly forgotPassword: AskTexts;
  readonly resetPassword: LinkTexts;
  /** Of an account that somebody else has made. */
  readonly invitation: LinkTexts;
  readonly verifyEmail: LinkTexts;
  readonly askVerification: AskTexts;
  /** At the door, where an address has to be confirmed first. */
  readonly toVerification: string;
  /** Below the form that sends the link again. */
  readonly isConfirmed: string;
  readonly changeEmail: LinkTexts & { readonly again: string };
  readonly undoEmailChange: LinkTexts;
  /** Below a form that asks for mail: the way back. */
  readonly knowsPassword: string;
  readonly toSignIn: string;
}
