/** Somebody with an authenticator app. */
import { codeAt } from './authenticator-app.ts';
import type { OwnServer } from './own-server.ts';

export const password = 'three lamps over water';

export interface Owner {
  readonly email: string;
  readonly subject: string;
  /** The next code: each call moves the accounts' clock to where it is good. */
  code(): string;
}

let people = 0;

/** Makes the account, enrols the app, and leaves no session behind. */
export async function anOwner({ accounts, clock, gemel }: OwnServer): Promise<Owner> {
  people += 1;
  const email = `owner-${people}@example.com`;
  await accounts.signUp({ email, password });
  const subject = (await accounts.findByEmail(email))?.subject ?? '';
  const now = (): number => gemel.engineTime() + clock.ahead;
  const { session } = await gemel.startSession({ subject, authentication: { time: now(), amr: ['pwd'], acr: 'aal1' } });
  const asking = { subject, sid: session.sid };
  const { enrolment, secret } = await accounts.totp.begin(asking);
  await accounts.totp.confirm(asking, enrolment, codeAt(secret, now()));
  await gemel.revokeSession(asking.sid);
  const code = (): string => {
    clock.ahead += 30;
    return codeAt(secret, now());
  };
  return { email, subject, code };
}
