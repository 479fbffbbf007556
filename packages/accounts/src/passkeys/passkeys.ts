/** Passkeys as an application sees them: made, shown, looked at, named and removed. */
import type { Seconds } from '@gemel/protocol';
import type { ClientFacts, SessionMode } from 'gemel';
import type { AccountParts } from '../parts.ts';
import type { SignedIn } from '../sign-in/sign-in-result.ts';
import type { Asking } from '../step-up/require-recent.ts';
import { createPasskeyManagement } from './manage-passkeys.ts';
import type { PasskeyCreationOptions, PasskeyRequestOptions } from './passkey-options.ts';
import { createPasskeyRegistration } from './register-passkey.ts';
import { createPasskeySignIn } from './sign-in-with-passkey.ts';

/** What a browser is handed; good once. */
export interface PasskeyCeremony<Options> {
  readonly options: Options;
  readonly expiresIn: Seconds;
}

/** One passkey as its owner sees it. */
export interface Passkey {
  /** Not the credential's id. */
  readonly id: string;
  /** '' where its owner gave it none. */
  readonly name: string;
  /** Who keeps it, such as "iCloud Keychain"; undefined where that is not known. */
  readonly keptBy: string | undefined;
  /** Whether copies of it were on other devices when it was used last. */
  readonly isSynced: boolean;
  readonly createdAt: Seconds;
  /** Null where it was not used since. */
  readonly lastUsedAt: Seconds | null;
}

export interface NewPasskey {
  /** `PublicKeyCredential.toJSON()` of what `navigator.credentials.create` gave, as an object or as text. */
  readonly credential: unknown;
  /** Its owner's name for it: one line, cut after 60 characters. */
  readonly name?: string;
}

export interface PasskeySignIn {
  /** `PublicKeyCredential.toJSON()` of what `navigator.credentials.get` gave, as an object or as text. */
  readonly credential: unknown;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** Thumbprint of the client's key, as `gemel.proofKeyOf` gave it: tokens are bound to it. */
  readonly jkt?: string;
  readonly client?: ClientFacts;
}

export interface Passkeys {
  /** False where no browser makes a passkey, since the issuer's host is an IP address. */
  readonly isAvailable: boolean;

  /** @throws GemelError what `requireRecent` throws: `session_unknown`, `authentication_too_weak`, `authentication_too_old`; `passkey_limit_reached` */
  beginRegistration(asking: Asking): Promise<PasskeyCeremony<PasskeyCreationOptions>>;
  /** Adds the passkey; its owner hears of it. @throws GemelError as `beginRegistration`; `passkey_not_added`, `request_malformed` */
  confirmRegistration(asking: Asking, given: NewPasskey): Promise<Passkey>;

  /** For anybody: the options name no account. @throws GemelError `request_throttled` */
  beginSignIn(client?: ClientFacts): Promise<PasskeyCeremony<PasskeyRequestOptions>>;
  /**
   * Starts a session for whoever shows a passkey with user verification, which is two factors.
   *
   * @throws GemelError `passkey_failed` for every reason, `request_malformed`, `subject_changed`, and what `gemel.startSession` throws
   */
  signIn(given: PasskeySignIn): Promise<SignedIn>;

  /** For half a sign-in whose account has passkeys; `pending` stays good, and `secondFactor.confirm` takes the answer. @throws GemelError `second_factor_failed` */
  beginSecondFactor(pending: string): Promise<PasskeyCeremony<PasskeyRequestOptions>>;

  /** For a session that is to be authenticated anew; `stepUp.confirm` takes the answer. @throws GemelError `session_unknown` */
  beginStepUp(asking: Asking): Promise<PasskeyCeremony<PasskeyRequestOptions>>;

  /** Oldest first. */
  list(subject: string): Promise<readonly Passkey[]>;
  /** Returns false where the subject has no such passkey. @throws GemelError `request_malformed`, `data_conflict` */
  rename(asking: Asking, id: string, name: string): Promise<boolean>;
  /**
   * Removes the passkey; its owner hears of it. The recovery codes go with the last one, where there is no app either. Returns false where there is no such passkey.
   *
   * @throws GemelError as `beginRegistration`; `last_way_in` where nothing else would let the owner in
   */
  remove(asking: Asking, id: string): Promise<boolean>;
}

export function createPasskeys(parts: AccountParts): Passkeys {
  return {
    isAvailable: parts.passkeySite.isAvailable,
    ...createPasskeyRegistration(parts),
    ...createPasskeySignIn(parts),
    ...createPasskeyManagement(parts),
  };
}
