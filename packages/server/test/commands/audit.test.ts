/** The audit log from the command line, while the server runs, and after an account is gone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
let server: RunningServer;

beforeAll(async () => {
  server = await startGemel();
  await post('/auth/sign-up', person);
  await post('/auth/sign-in', { ...person, password: 'not the password, no' });
  await post('/auth/sign-in', person);
  await post('/auth/sign-in', { ...person, email: 'nobody@example.com' });
  await gemel('user', 'grant', person.email, '--role', 'staff');
  // Events are written a moment after the answer.
  while ((await exported()).length < 5);
}, 60_000);

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'curl/8.5.0' };
  return fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function gemel(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args });
  return [await run.ended, run.output()];
}

async function exported(...args: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [code, output] = await gemel('audit', 'export', ...args);
  expect(code).toBe(0);
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Readonly<Record<string, unknown>>]));
}

describe('gemel audit export', () => {
  it('writes lines of JSON, the oldest first, of all processes, with nothing that was typed (16.2.5, 16.3.1)', async () => {
    const events = await exported();
    expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['account.signed_up', 'nobody'],
      ['sign_in.failed', 'nobody'],
      ['sign_in.succeeded', 'owner'],
      ['sign_in.failed', 'nobody'],
      ['grants.changed', 'operator'],
    ]);
    expect(events[2]).toMatchObject({ address: '127.0.0.1', device: 'curl', ways: ['password'], amr: ['pwd'], acr: 'aal1' });
    expect(events[4]).toMatchObject({ roles: ['staff'], subject: events[0]?.['subject'] });
    expect(JSON.stringify(events)).not.toMatch(/@|lamps|password, no/);
  });

  it('finds by account, kind, session, address and time', async () => {
    const [, , signedIn] = await exported();
    const kinds = async (...args: readonly string[]): Promise<unknown> => (await exported(...args)).map(({ kind }) => kind);
    const ada = ['account.signed_up', 'sign_in.failed', 'sign_in.succeeded', 'grants.changed'];
    expect(await kinds('--email', 'Ada@example.com')).toEqual(ada);
    expect(await kinds('--subject', String(signedIn?.['subject']))).toEqual(ada);
    expect(await kinds('--kind', 'sign_in.failed', '--kind', 'grants.changed')).toEqual([
      'sign_in.failed',
      'sign_in.failed',
      'grants.changed',
    ]);
    expect(await kinds('--session', String(signedIn?.['sid']))).toEqual(['sign_in.succeeded']);
    expect(await kinds('--address', '192.0.2.1')).toEqual([]);
    expect(await kinds('--since', '1h', '--kind', 'grants.changed')).toEqual(['grants.changed']);
    expect(await kinds('--until', '2026-01-01')).toEqual([]);
  });
});

describe('gemel audit list', () => {
  it('shows one line for each, the newest first, and says where there is more', async () => {
    const [code, output] = await gemel('audit', 'list', '--limit', '2', '--email', person.email);
    expect(code).toBe(0);
    expect(output).toMatch(/Z {2}grants\.changed {2}\S+ {2}by operator {2}roles=\["staff"\] {2}permissions=\[\]\n/);
    expect(output).toMatch(
      /Z {2}sign_in\.succeeded {2}\S+ {2}by owner {2}from 127\.0\.0\.1 {2}session \S+ {2}ways=\["password"\].*device="curl"\n/,
    );
    expect(output.indexOf('grants.changed')).toBeLessThan(output.indexOf('sign_in.succeeded'));
    expect(output).toContain('gemel: there is more: narrow it, or write gemel audit export\n');
    expect(output.trim().split('\n')).toHaveLength(3);
  });
});

describe('both', () => {
  it.each([
    [['--since', 'yesterday'], 'gemel: --since is no time: write --since 24h, --since 7d or --since 2026-11-27\n'],
    [['--kind', 'sign_in.faild'], 'gemel: sign_in.faild is no kind of event: did you mean sign_in.failed?\n'],
    [['--email', 'a@example.com', '--subject', 'x'], 'gemel: --email and --subject name one account each: write one of them\n'],
    [
      ['--email', 'nobody@example.com'],
      'gemel: There is no account for nobody@example.com: correct the address, or name a former one by --subject\n',
    ],
  ])('refuse %j with one line', async (args, output) => {
    expect(await gemel('audit', 'export', ...args)).toEqual([1, output]);
    expect(await gemel('audit', 'list', ...args)).toEqual([1, output]);
  });

  it('refuse a number of entries that is none', async () => {
    expect(await gemel('audit', 'list', '--limit', '0')).toEqual([1, 'gemel: --limit must be a number from 1 to 1000: write --limit 50\n']);
  });
});
