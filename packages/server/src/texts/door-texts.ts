/** What signing in and signing up say. */

export interface DoorTexts {
  readonly signInTitle: string;
  readonly signInLead: string;
  readonly signInButton: string;
  readonly signUpTitle: string;
  readonly signUpLead: string;
  readonly signUpButton: string;
  /** Between the first way to sign in and the others. */
  readonly or: string;
  readonly email: string;
  readonly password: string;
  readonly isNew: string;
  readonly toSignUp: string;
  readonly isKnown: string;
  readonly toSignIn: string;
}
