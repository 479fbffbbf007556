/** Somebody with everything that an account can have, on a fleet of nodes. */
import type { StartedSession } from 'gemel';
import { totpCode } from '../../src/totp/totp-code.ts';
import { cookieName, password } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { addPasskey, show } from '../passkeys/a-passkey-world.ts';
import type { CredentialJson, SoftwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { fromBase32 } from '../second-factor/an-owner.ts';
import type { Node, ThreeNodes } from '../second-factor/three-nodes.ts';
import { codeOf, present } from '../support.ts';

export interface Person {
  readonly email: string;
  readonly subject: string;
  /** Held by a cookie and by tokens. */
  readonly started: StartedSession;
  readonly asking: { readonly subject: string; readonly sid: string };
  readonly authenticator: SoftwareAuthenticator;
  readonly recoveryCodes: readonly string[];
  /** The token of a link for a new password that was mailed, and is good. */
  readonly link: string;
  /** The first half of a sign-in. */
  half(node: Node): Promise<string>;
}

let people = 0;

export async function aPerson(fleet: ThreeNodes): Promise<Person> {
  people += 1;
  const email = `leaver-${people}@example.com`;
  const { accounts, gemel } = fleet.nodes[0];
  const now = (): number => gemel.engineTime() + fleet.clock.ahead;
  await accounts.signUp({ email, password });
  const { subject } = present(await accounts.findByEmail(email));
  await present(accounts.emailVerification).confirm(tokenIn(await fleet.messageTo(email, 'verify-email')));
  const authentication = { time: now(), amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' };
  const started = await gemel.startSession({ subject, mode: 'both', authentication });
  const asking = { subject, sid: started.session.sid };
  const { authenticator } = await addPasskey({ accounts }, asking);
  const { session: enrolling } = await gemel.startSession({ subject, authentication });
  const { enrolment, secret } = await accounts.totp.begin({ subject, sid: enrolling.sid });
  await accounts.totp.confirm({ subject, sid: enrolling.sid }, enrolment, totpCode(fromBase32(secret), Math.floor(now() / 30)));
  const recoveryCodes = await accounts.recoveryCodes.renew(asking);
  await present(accounts.passwordReset).ask(email);
  const link = tokenIn(await fleet.messageTo(email, 'reset-password'));
  const half = async (node: Node): Promise<string> => {
    const result = await node.accounts.signIn({ email, password });
    if (result.status !== 'second_factor_needed') throw new Error('no second factor is asked for');
    return result.pending;
  };
  await accounts.grant(email, { roles: ['staff'] });
  // A wrong code, so that a limit names the account.
  await codeOf(accounts.secondFactor.confirm({ pending: await half(fleet.nodes[0]), totp: '000000' }));
  return { email, subject, started, asking, authenticator, recoveryCodes, link, half };
}

/** What a node says of a session's cookie. */
export async function byCookie({ gemel }: Node, { sessionToken }: Pick<StartedSession, 'sessionToken'>): Promise<string> {
  const cookie = `${cookieName}=${present(sessionToken)}`;
  const result = await gemel.authenticate({ method: 'GET', header: (name) => (name === 'cookie' ? cookie : undefined) });
  return result.status === 'refused' ? result.error.code : result.status;
}

/** What a node says of a session's access token. */
export async function byBearer({ gemel }: Node, { tokens }: Pick<StartedSession, 'tokens'>): Promise<string> {
  const bearer = `Bearer ${present(tokens).accessToken}`;
  const result = await gemel.authenticate({ method: 'GET', header: (name) => (name === 'authorization' ? bearer : undefined) });
  return result.status === 'refused' ? result.error.code : result.status;
}

/** Passkeys shown for a challenge each, ready to be sent. */
export function shownPasskeys(fleet: ThreeNodes, { authenticator }: Person, count: number): Promise<readonly CredentialJson[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => show(nodeOf(fleet, index), authenticator)));
}

export function nodeOf({ nodes }: ThreeNodes, index: number): Node {
  return nodes[(index % 3) as 0 | 1 | 2]; // a remainder of three
}
