/** The list of one's sessions where it takes a recent proof: first the step-up, then the list, and the buttons that end what is on it. ASVS 7.5.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../support/an-owner.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const sessionCookie = '__Host-Http-gemel';

let server: OwnServer;
let subject = '';
beforeAll(async () => {
  server = await startOwnServer({ sessionsMaxAuthAge: 300 });
  await server.accounts.signUp({ email: 'ada@example.com', password });
  subject = (await server.accounts.findByEmail('ada@example.com'))?.subject ?? '';
});
afterAll(() => server.stop());

async function aVisitor(age: number): Promise<{ readonly visitor: Visitor; readonly sid: string }> {
  const authentication = { time: server.gemel.engineTime() - age, amr: ['pwd'], acr: 'aal1' };
  const { session, sessionToken } = await server.gemel.startSession({ subject, authentication, client: { label: 'A phone' } });
  const visitor = visit(server.url);
  visitor.set(sessionCookie, sessionToken);
  return { visitor, sid: session.sid };
}

describe('whoever signed in a while ago', () => {
  it('sees the rest of the page, is led to the step-up for the list, and comes back to it', async () => {
    const { visitor } = await aVisitor(301);
    const page = await (await visitor.get('/account')).text();
    expect(page).not.toContain('A phone');
    expect(page).toContain('href="/step-up?next=/account"');
    const proven = await visitor.post('/step-up?next=/account', { currentPassword: password });
    expect([proven.status, proven.headers.get('location')]).toEqual([303, '/account']);
    expect(await (await visitor.get('/account')).text()).toContain('A phone');
  });

  it('ends nothing by a form that it kept, and is led to the step-up and back to the page', async () => {
    const { visitor } = await aVisitor(301);
    const other = await aVisitor(0);
    for (const form of ['end-others', 'end-all', `${other.sid}/end`]) {
      const answer = await visitor.post(`/account/sessions/${form}`);
      expect(answer.status).toBe(303);
      const location = answer.headers.get('location') ?? '';
      expect(location).toMatch(/^\/step-up\?/);
      const next = new URL(location, server.url).searchParams.get('next') ?? '';
      expect((await visitor.get(next)).headers.get('location')).toBe('/account');
    }
    expect((await other.visitor.get('/account')).status).toBe(200);
  });
});

it('whoever has just signed in sees them and ends them', async () => {
  const { visitor } = await aVisitor(10);
  const other = await aVisitor(0);
  expect(await (await visitor.get('/account')).text()).toContain('A phone');
  expect((await visitor.post('/account/sessions/end-others')).headers.get('location')).toContain('notice=others-ended');
  expect((await other.visitor.get('/account')).status).toBe(303);
});
