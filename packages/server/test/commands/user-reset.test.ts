/** Mailing somebody the link to a new password from the command line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMail } from '../mail/support/read-mail.ts';
import { type MailServer, startMailServer } from '../mail/support/start-mail-server.ts';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
const chosen = 'a password that only Ada knows';

let server: RunningServer;
let mailServer: MailServer;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  mailServer = await startMailServer();
  env = { GEMEL_MAIL_URL: `smtp://127.0.0.1:${mailServer.place.port}`, GEMEL_MAIL_FROM: 'Gemel <no-reply@gemel.example>' };
  server = await startGemel();
  await post('/auth/sign-up', person);
});

afterAll(async () => {
  await server.stop();
  await mailServer.stop();
});

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function reset(address: readonly string[], settings = env): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args: ['user', 'reset', ...address], env: settings });
  return [await run.ended, run.output()];
}

describe('gemel user reset', () => {
  it('starts a reset whose link only the mailbox sees, and whose password only its owner chooses (6.4.6)', async () => {
    expect(await reset(['Ada@example.com'])).toEqual([0, 'A link to a new password is on its way to ada@example.com; it is good once.\n']);
    expect(mailServer.taken.map(({ to }) => to)).toEqual([['ada@example.com']]);
    const text = readMail(mailServer.taken[0]?.source ?? '').parts.find(({ type }) => type === 'text/plain')?.text ?? '';
    const token = /[?&]token=([\w.-]+)/.exec(text)?.[1];
    expect((await post('/auth/sign-in', person)).status).toBe(200);
    const answers = await Promise.all([1, 2].map(() => post('/auth/reset-password', { token, password: chosen })));
    expect(answers.map(({ ok }) => ok).filter(Boolean)).toEqual([true]);
    expect((await post('/auth/sign-in', person)).status).toBe(401);
    expect((await post('/auth/sign-in', { ...person, password: chosen })).status).toBe(200);
  });

  it('takes lost second factors away with --factors, and leaves the mailbox as the only way back (6.4.4)', async () => {
    const before = mailServer.taken.length;
    const [code, output] = await reset(['ada@example.com', '--factors']);
    expect([code, output]).toEqual([
      0,
      'ada@example.com has no second factor and no password any more, and every session has ended.\n' +
        'A link to a new password is on its way to ada@example.com; it is good once.\n',
    ]);
    expect((await post('/auth/sign-in', { ...person, password: chosen })).status).toBe(401);
    expect(mailServer.taken.slice(before).map(({ to }) => to)).toEqual([['ada@example.com'], ['ada@example.com']]);
  });

  it.each([
    [[], 'gemel: The e-mail address is missing: write gemel user reset ada@example.com\n'],
    [['nobody@example.com'], 'gemel: There is no account for nobody@example.com: correct the address\n'],
  ])('refuses %j with one line', async (address, output) => {
    expect(await reset(address)).toEqual([1, output]);
  });

  it('says what to set where no mail can leave', async () => {
    expect(await reset(['ada@example.com'], {})).toEqual([
      1,
      'gemel: No mail server is configured, so no link can leave: set GEMEL_MAIL_URL and GEMEL_MAIL_FROM\n',
    ]);
  });
});
