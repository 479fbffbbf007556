/** The page on which people leave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const password = 'three lamps over water';
const sessionCookie = '__Host-Http-gemel';
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

async function signedIn(email: string): Promise<Visitor> {
  const visitor = visit(server.url);
  await visitor.post('/sign-up', { email, password });
  await visitor.post('/sign-in', { email, password });
  return visitor;
}

/** A session that proved itself so many seconds ago. */
async function anOldSession(email: string, ago: number): Promise<Visitor> {
  const { subject = '' } = (await server.accounts.findByEmail(email)) ?? {};
  const time = server.gemel.engineTime() - ago;
  const { sessionToken } = await server.gemel.startSession({ subject, authentication: { time, amr: ['pwd'], acr: 'aal1' } });
  const visitor = visit(server.url);
  visitor.set(sessionCookie, sessionToken);
  return visitor;
}

describe('/account/data', () => {
  it('deletes the account, takes the cookie back and says so at the door; every other session has ended (S08, 7.4.2)', async () => {
    const email = 'ada@example.com';
    const [here, there] = [await signedIn(email), await signedIn(email)];
    const question = await (await here.get('/account/data')).text();
    expect(question).toContain(`The account of ${email} will be gone for good`);
    const answer = await here.post('/account/delete');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?notice=account-deleted']);
    expect(here.value(sessionCookie) ?? '').toBe('');
    expect(await (await here.get('/sign-in?notice=account-deleted')).text()).toContain('Your account is deleted');
    expect((await there.get('/account')).headers.get('location')).toContain('/sign-in');
    expect(await server.accounts.findByEmail(email)).toBeUndefined();
    await expect.poll(() => server.mails.filter(({ to }) => to === email).map(({ kind }) => kind)).toContain('account-deleted');
  });

  it('asks for a recent proof first, and leads back to the question and not to the deed (7.5.1)', async () => {
    const email = 'grace@example.com';
    await signedIn(email);
    const visitor = await anOldSession(email, 301);
    const answer = await visitor.post('/account/delete');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/step-up?next=%2Faccount%2Fdelete']);
    expect((await visitor.get('/account/delete')).headers.get('location')).toBe('/account/data');
    expect(await server.accounts.findByEmail(email)).toMatchObject({ isDisabled: false });
    await visitor.post('/step-up?next=%2Faccount%2Fdelete', { currentPassword: password });
    expect((await visitor.post('/account/delete')).headers.get('location')).toBe('/sign-in?notice=account-deleted');
    expect(await server.accounts.findByEmail(email)).toBeUndefined();
  });

  it('hands the data out as a file, three times, and then says when to come back', async () => {
    const visitor = await signedIn('mary@example.com');
    for (let count = 0; count < 3; count++) {
      const answer = await visitor.post('/account/export');
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="account.json"']);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(await answer.json()).toMatchObject({ format: 1, account: { email: 'mary@example.com' } });
    }
    const last = await visitor.post('/account/export');
    expect([last.status, await last.text()]).toEqual([429, expect.stringContaining('Wait ten minutes')]);
    expect(await (await visitor.get('/account/activity')).text()).toContain('Data exported');
  });

  it('asks for a recent proof before it hands anything out (7.5.1)', async () => {
    await signedIn('jean@example.com');
    const visitor = await anOldSession('jean@example.com', 301);
    expect((await visitor.post('/account/export')).headers.get('location')).toBe('/step-up?next=%2Faccount%2Fexport');
    expect((await visitor.get('/account/export')).headers.get('location')).toBe('/account/data');
  });

  it('leads strangers to the door', async () => {
    expect((await visit(server.url).post('/account/delete')).headers.get('location')).toBe('/sign-in');
    expect((await visit(server.url).get('/account/data')).headers.get('location')).toBe('/sign-in?next=%2Faccount%2Fdata');
  });
});
