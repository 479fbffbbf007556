/** The page that tells the owner of an account what happened to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const password = 'three lamps over water';
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

const activityOf = async (visitor: Visitor, query = ''): Promise<string> => (await visitor.get(`/account/activity${query}`)).text();
const namesIn = (html: string): readonly string[] =>
  [...html.matchAll(/<h3 id="event-[^"]*">([^<]*)<\/h3>/g)].map(([, name]) => name ?? '');

describe('/account/activity', () => {
  it('shows what happened to this account, the newest first, and nothing of others (S23)', async () => {
    const ada = await signedIn('ada@example.com');
    await signedIn('grace@example.com');
    await visit(server.url).post('/sign-in', { email: 'ada@example.com', password: 'not the password, no' });
    await server.accounts.grant('ada@example.com', { roles: ['staff'] });
    const html = await activityOf(ada);
    expect(namesIn(html)).toEqual(['Roles or permissions changed', 'Sign-in failed', 'Signed in', 'Account created']);
    expect(html).toContain('by whoever runs this service');
    expect(html).toContain('127.0.0.1');
  });

  it('goes on to what came before, and back', async () => {
    const email = 'mary@example.com';
    const mary = await signedIn(email);
    for (let count = 0; count < 21; count++) await server.accounts.grant(email, { roles: [`role-${count}`] });
    const first = await activityOf(mary);
    expect(namesIn(first)).toHaveLength(20);
    const [, older] = /href="\/account\/activity(\?after=[^"]*)"/.exec(first) ?? [];
    const second = await activityOf(mary, older);
    expect(namesIn(second)).toEqual(['Roles or permissions changed', 'Signed in', 'Account created']);
    expect(second).toContain('Back to the newest');
    expect(second).not.toContain('?after=');
  });

  it('refuses a place in the log that is none, and leads strangers to the door', async () => {
    const jean = await signedIn('jean@example.com');
    expect((await jean.get('/account/activity?after=%3Cscript%3E')).status).toBe(400);
    const stranger = await visit(server.url).get('/account/activity');
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount%2Factivity']);
  });
});
