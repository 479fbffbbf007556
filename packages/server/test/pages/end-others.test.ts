/**
 * Every form by which a factor, a password or an address changes, and what it offers with it: the end of all other sessions. ASVS 7.4.3
 *
 * A new form of the account is a new row of the table, or of the list of those that change nothing of the kind; the first test fails otherwise.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../support/authenticator-app.ts';
import { anOwner, password } from '../support/an-owner.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { linkIn, tokenOf } from '../support/link-in.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const sessionCookie = '__Host-Http-gemel';

let server: OwnServer;
let people = 0;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

interface Person {
  readonly email: string;
  readonly subject: string;
  readonly visitor: Visitor;
  readonly other: Visitor;
}

async function aSession(subject: string, acr: 'aal1' | 'aal2'): Promise<Visitor> {
  const time = server.gemel.engineTime() + server.clock.ahead;
  const { sessionToken } = await server.gemel.startSession({ subject, authentication: { time, amr: ['pwd'], acr } });
  const visitor = visit(server.url);
  visitor.set(sessionCookie, sessionToken);
  return visitor;
}

async function sessionsOf(email: string, subject: string, acr: 'aal1' | 'aal2'): Promise<Person> {
  return { email, subject, visitor: await aSession(subject, acr), other: await aSession(subject, acr) };
}

async function aNewcomer(): Promise<Person> {
  people += 1;
  const email = `others-${people}@example.com`;
  await server.accounts.signUp({ email, password });
  return sessionsOf(email, (await server.accounts.findByEmail(email))?.subject ?? '', 'aal1');
}

async function someoneWithApp(): Promise<Person> {
  const { email, subject } = await anOwner(server);
  return sessionsOf(email, subject, 'aal2');
}

interface FormRow {
  readonly form: string;
  person(): Promise<Person>;
  /** What the form sends, besides the choice. */
  fields?(person: Person): Promise<Readonly<Record<string, string>>>;
  /** The page on which the choice stands, where it is not the account's. */
  page?(person: Person, fields: Readonly<Record<string, string>>): Promise<string>;
  /** Ends them without being asked to. */
  readonly isAlways?: true;
}

const forms: readonly FormRow[] = [
  {
    form: '/account/password',
    person: aNewcomer,
    fields: async () => ({ currentPassword: password, newPassword: 'seven kites under snow' }),
    isAlways: true,
  },
  {
    form: '/account/authenticator-app/confirm',
    person: aNewcomer,
    fields: async ({ visitor }) => {
      const page = await (await visitor.post('/account/authenticator-app')).text();
      const secret = (/id="app-secret-text"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
      const enrolment = /name="enrolment" value="([^"]+)"/.exec(page)?.[1] ?? '';
      return { enrolment, code: codeAt(secret, server.gemel.engineTime() + server.clock.ahead) };
    },
    page: async ({ visitor }) => (await visitor.post('/account/authenticator-app')).text(),
  },
  { form: '/account/authenticator-app/remove', person: someoneWithApp },
  { form: '/account/recovery-codes', person: someoneWithApp },
  {
    form: '/change-email',
    person: aNewcomer,
    fields: async ({ visitor, email }) => {
      await visitor.post('/account/email', { email: `new-${email}` });
      return { token: tokenOf(linkIn(await server.mailTo(`new-${email}`, 'email-change-verify'))) };
    },
    page: async ({ visitor }, { token }) => (await visitor.get(`/change-email?token=${token}`)).text(),
  },
];

/** Forms of the account that change nothing by which it is opened. */
const others: ReadonlySet<string> = new Set([
  // Begins to set one up; the form that confirms it is above.
  '/account/authenticator-app',
  '/account/recovery-codes/download',
  // Asks for a link; the form that it leads to is above.
  '/account/email',
  '/account/email/verify',
  '/account/access-token',
  // Ends them all.
  '/account/delete',
  '/account/export',
  '/account/passkeys/{id}/rename',
  '/account/sessions/end-others',
  '/account/sessions/end-all',
  '/account/sessions/{sid}/end',
]);

/** Forms whose offer is tried where what they need is at hand: a browser with an authenticator, a provider. */
const triedElsewhere: ReadonlyMap<string, string> = new Map([
  ['/account/passkeys', 'passkeys.test.ts'],
  ['/account/passkeys/{id}/remove', 'passkeys.test.ts'],
  ['/account/providers/{name}/link', 'providers.test.ts'],
  ['/account/providers/{id}/remove', 'providers.test.ts'],
]);

describe('the offer to end all other sessions (7.4.3)', () => {
  it('has been thought of for every form of the account', () => {
    const posted = server.routes.filter(({ method, path }) => method === 'POST' && path.startsWith('/account')).map(({ path }) => path);
    const known = [...forms.map(({ form }) => form), ...others, ...triedElsewhere.keys()];
    expect(posted.filter((path) => !known.includes(path))).toEqual([]);
  });

  it.each(forms)('stands beside $form, and is kept to', async ({ form, person, fields, page, isAlways }) => {
    for (const endOthers of ['', 'on']) {
      const someone = await person();
      const { visitor, other } = someone;
      const sent = (await fields?.(someone)) ?? {};
      if (isAlways !== true && page === undefined)
        expect(await formOn(await visitor.get('/account/security'), form)).toContain('name="endOthers"');
      if (page !== undefined && endOthers === '') {
        const again = await person();
        expect(formIn(await page(again, (await fields?.(again)) ?? {}), form)).toContain('name="endOthers"');
      }
      const answer = await visitor.post(form, { ...sent, ...(endOthers === '' ? {} : { endOthers }) });
      expect(answer.status, await answer.text()).toBeLessThan(400);
      expect((await other.get('/account')).status).toBe(isAlways === true || endOthers === 'on' ? 303 : 200);
      expect((await visitor.get('/account')).status).toBe(200);
    }
  });
});

async function formOn(answer: Response, action: string): Promise<string> {
  return formIn(await answer.text(), action);
}

/** The form's own part of a page. */
function formIn(page: string, action: string): string {
  const found = page.split('<form').find((part) => new RegExp(`action="${action}[#"]`).test(part));
  return found?.slice(0, found.indexOf('</form>')) ?? '';
}
