/** Becomes the first administrator the way people do: the link, an account, an authenticator app. */
import { codeAt } from '../../support/authenticator-app.ts';
import { type InProcessServer, type Visitor, visit } from '../../support/in-process-server.ts';

export const password = 'three lamps over water';

export interface EnteredAdministrator {
  readonly email: string;
  /** Holds the console's cookie. */
  readonly visitor: Visitor;
  /** What the authenticator app shows at a time in seconds; now without it. */
  code(at?: number): string;
}

/** Walks through the pages without a script. */
export async function enterAsFirst(server: InProcessServer, email = 'grace@example.com'): Promise<EnteredAdministrator> {
  const visitor = visit(server.adminUrl);
  const token = new URL(server.consoleLink ?? '').searchParams.get('token') ?? '';
  await visitor.post('/console/begin', { token, email, password });
  const secret = await enrol(visitor);
  return { email, visitor, code: (at = Date.now() / 1000) => codeAt(secret, at) };
}

/** Sets an app up in the middle of a sign-in. Returns its secret. */
export async function enrol(visitor: Visitor): Promise<string> {
  const page = await (await visitor.post('/console/sign-in/enrolment')).text();
  const secret = (/id="app-secret-text"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const enrolment = /name="enrolment" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const confirmed = await visitor.post('/console/sign-in/enrolment/confirm', { enrolment, code: codeAt(secret, Date.now() / 1000) });
  if (confirmed.status !== 303 && confirmed.status !== 403)
    throw new Error(`no app was set up: ${confirmed.status} ${/role="alert"[^>]*>([^<]*)/.exec(await confirmed.text())?.[1] ?? secret}`);
  return secret;
}
