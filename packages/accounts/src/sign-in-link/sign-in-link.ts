/** Signing in by a mailed link: asked for by e-mail address, the same for every address; shown on a page, redeemed by a button. Off unless switched on. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts, SessionMode } from 'gemel';
import { noteFailure } from '../audit/note-failure.ts';
import { challengePurposes } from '../challenges/challenge-purposes.ts';
import type { OpenChallenge } from '../challenges/challenges.ts';
import { parseEmail } from '../email/parse-email.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { finishAsOwner } from '../email-verification/finish-as-owner.ts';
import { takeMail } from '../limits/mail-limits.ts';
import type { Mail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { openAccount } from '../sign-in/open-account.ts';
import type { SignInResult } from '../sign-in/sign-in-result.ts';

/** What the browser that asks keeps, so that the link knows it again. */
export interface AskedSignInLink {
  /** 256 random bits, base64url. Lets nobody in, and is made for every address alike. */
  readonly browser: string;
  readonly expiresIn: Seconds;
}

export interface ShownSignInLink extends LinkSubject {
  /** Whether the browser is the one that asked. */
  readonly isSameBrowser: boolean;
}

export interface RedeemSignInLink {
  /** From the link. */
  readonly token: string;
  /**
   * What `ask` returned, where the browser has kept it: another's is refused. Leave it out only for somebody who opened the link elsewhere,
   * was shown whose account it is, and pressed a button: a mail server's scanner opens links, and somebody else may have sent this one.
   */
  readonly browser?: string;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** Thumbprint of the client's key, as `gemel.proofKeyOf` gave it: tokens are bound to it. */
  readonly jkt?: string;
  readonly client?: ClientFacts;
}

export interface SignInLink {
  /**
   * Mails a link to the address if it has an account that is not disabled; those mailed before are void. Resolves alike for every
   * address, before anything is looked up: the caller cannot tell, and neither can the time that it takes.
   *
   * @throws GemelError `email_invalid`, `mail_throttled`
   */
  ask(email: string, client?: ClientFacts): Promise<AskedSignInLink>;
  /** Returns whom a link signs in, without using it up. Undefined for one that is no longer good. */
  look(token: string, browser?: string): Promise<ShownSignInLink | undefined>;
  /**
   * Uses the link up and starts a session, or half of one where its owner has a second factor (ASVS 6.4.3). Where the address had not been
   * verified it now is, and the password, authenticators and sessions of before are gone: nobody knows whose they are (S25).
   *
   * @throws GemelError `link_void`, `subject_changed`, and what `gemel.startSession` throws
   */
  redeem(given: RedeemSignInLink): Promise<SignInResult>;
}

const browserBytes = 32;

export function createSignInLink(parts: AccountParts, mail: Mail): SignInLink {
  const { store, challenges, now, audit, randomText } = parts;
  return {
    ask: async (given, client) => {
      requireTexts({ email: given });
      const email = parseEmail(given)?.email;
      if (email === undefined) throw new GemelError('email_invalid');
      await takeMail(parts, { email, client });
      const browser = randomText(browserBytes);
      mail.postLater('sign-in-link', async () => {
        const account = await store.findByEmail(email);
        const isDue = account !== undefined && !account.isDisabled;
        audit.write({ kind: 'sign_in_link.asked', subject: isDue ? account.id : undefined, client });
        // A link that nobody gets costs as much as one that somebody gets: this process answers others meanwhile, and they could tell.
        const { secret, expiresIn } = await challenges.issue('sign_in_link', isDue ? account : undefined, { browser: hashOf(browser) });
        return isDue ? { to: account.email, facts: { ...occasionOf(now(), client), token: secret, validFor: expiresIn } } : undefined;
      });
      return { browser, expiresIn: challengePurposes.sign_in_link.lifetime };
    },

    look: async (token, browser) => {
      requireTexts({ token, browser: browser ?? '' });
      const open = await challenges.look('sign_in_link', token);
      return open?.account && { email: open.account.email, isSameBrowser: browser !== undefined && isFrom(open, browser) };
    },

    redeem: async ({ token, browser, mode, jkt, client }) => {
      requireTexts({ token, browser: browser ?? '' });
      const shown = await challenges.look('sign_in_link', token);
      const attempted = { step: 'sign_in', way: 'link', subject: shown?.account?.id, client, reason: 'proof_void' } as const;
      const fail = (): never => noteFailure(audit, attempted, new GemelError('link_void'));
      // Another's browser does not use it up: its owner still holds it.
      if (shown?.account === undefined || (browser !== undefined && !isFrom(shown, browser))) return fail();
      // The version is read before the link is used up: what ends the account's sessions from now on stops this sign-in as well.
      const opened = await openAccount(parts, shown.account.id, async () => (await challenges.look('sign_in_link', token)) !== undefined);
      const taken = await challenges.take('sign_in_link', token);
      if (opened === undefined || taken?.account === undefined || taken.account.stamp !== opened.account.stamp) return fail();
      const held = { ...(mode === undefined ? {} : { mode }), ...(jkt === undefined ? {} : { jkt }) };
      const optional = { ...held, ...(client === undefined ? {} : { client }) };
      return finishAsOwner(parts, { ...opened, used: ['link'], ...optional });
    },
  };
}

function isFrom({ data }: OpenChallenge, browser: string): boolean {
  const { browser: expected } = data as { readonly browser: string }; // as ask issued it
  return timingSafeEqual(Buffer.from(expected), Buffer.from(hashOf(browser)));
}

function hashOf(browser: string): string {
  return createHash('sha256').update(browser).digest('base64url');
}
