/** Accounts at providers elsewhere, by OpenID Connect, as an application sees them: journeys there and back, links, and ends that are announced. */
import type { Seconds } from '@gemel/protocol';
import type { ClientFacts, SessionMode } from 'gemel';
import type { AccountParts } from '../parts.ts';
import type { SignInResult } from '../sign-in/sign-in-result.ts';
import type { Asking } from '../step-up/require-recent.ts';
import { createBackChannelLogout } from './back-channel-logout.ts';
import { createBeginJourney } from './begin-journey.ts';
import { createFinishJourney } from './finish-journey.ts';
import { createIdentityManagement } from './manage-identities.ts';

/** A provider that people may choose. */
export interface ProviderChoice {
  /** As in the options. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
}

export interface BeginProviderSignIn {
  /** The provider's name. */
  readonly provider: string;
  /** Where the visitor wanted to go; handed back as it is, so judge it before. */
  readonly next?: string;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** True where the person has to authenticate there anew, such as before a sensitive change. */
  readonly isAgain?: boolean;
  /** Whose beginnings are counted. */
  readonly client?: ClientFacts;
}

/** What a browser needs to set out. */
export interface ProviderJourney {
  /** Where to lead it. */
  readonly url: string;
  /** What people call the provider. */
  readonly label: string;
  /** For a cookie of this browser alone: `HttpOnly`, `Secure`, `SameSite=Lax`. 43 characters of base64url; nothing accepts it as a session. */
  readonly secret: string;
  readonly expiresIn: Seconds;
}

export interface FinishJourney {
  /** The name in the path that the provider led back to. */
  readonly provider: string;
  /** From the browser's cookie. */
  readonly secret: string;
  /** The query as it came. */
  readonly query: URLSearchParams;
  /** The session whose cookie came with it, where one did. */
  readonly asking?: Asking;
  readonly client?: ClientFacts;
}

/** What a journey has come to. */
export type ProviderArrival =
  | { readonly kind: 'sign_in'; readonly result: SignInResult; readonly next: string | undefined }
  | { readonly kind: 'link'; readonly linked: LinkedProvider; readonly next: string | undefined };

/** An account elsewhere, as the owner of the account here sees it. */
export interface LinkedProvider {
  readonly id: string;
  readonly provider: string;
  /** What people call the provider; its name where it is no longer configured. */
  readonly label: string;
  /** The address that it gave when it was linked; '' where it gave none. Says nothing of who it is. */
  readonly shownAs: string;
  readonly createdAt: Seconds;
  /** Null where it was not used since. */
  readonly lastUsedAt: Seconds | null;
}

export interface Providers {
  /** Those that are configured, in their order. */
  readonly choices: readonly ProviderChoice[];

  /** @throws GemelError `not_found`, `provider_unavailable` */
  beginSignIn(given: BeginProviderSignIn): Promise<ProviderJourney>;
  /** For whoever is signed in, and has proven that a moment ago. @throws GemelError as `beginSignIn`, what `requireRecent` throws, `provider_limit_reached` */
  beginLink(asking: Asking, given: Pick<BeginProviderSignIn, 'provider' | 'next'>): Promise<ProviderJourney>;
  /**
   * Ends a journey with what its browser brought back. A sign-in starts a session, or half of one, for the account that the identity is
   * linked with; one that is linked with none gets the account of its address, or a new one, where the provider's word about addresses
   * counts. A link adds the identity to the account that began it.
   *
   * @throws GemelError `not_found`, `provider_failed` for whatever was not as it must be, `provider_unavailable`, `provider_not_linked`,
   *   `provider_taken`, `provider_limit_reached`, `session_unknown`, `sign_in_failed` where the address has to be verified first, `subject_changed`
   */
  finish(given: FinishJourney): Promise<ProviderArrival>;

  /** Oldest first. */
  linked(subject: string): Promise<readonly LinkedProvider[]>;
  /**
   * Removes a link; its owner hears of it. Returns false where the subject has no such link.
   *
   * @throws GemelError what `requireRecent` throws; `last_way_in` where nothing else would let the owner in
   */
  unlink(asking: Asking, id: string): Promise<boolean>;

  /**
   * Takes a provider's word that sessions there have ended, and ends those here that came of them, on every node. Returns how many.
   *
   * @param provider the name in the path that the provider was given
   * @throws GemelError `not_found`, `logout_token_invalid`, `provider_unavailable`, `store_unavailable`
   * @see OpenID Connect Back-Channel Logout 1.0, sections 2.4 to 2.6
   */
  endSessions(provider: string, logoutToken: string): Promise<number>;
}

export function createProviders(parts: AccountParts): Providers {
  return {
    choices: parts.providers.all.map(({ name, label }) => ({ name, label })),
    ...createBeginJourney(parts),
    finish: createFinishJourney(parts),
    ...createIdentityManagement(parts),
    endSessions: createBackChannelLogout(parts),
  };
}
