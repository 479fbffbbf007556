/** Importing accounts from the command line, while the server runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

/** Of crypt_blowfish; the password is U*U. */
const hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

let server: RunningServer;

beforeAll(async () => {
  server = await startGemel();
});

afterAll(() => server.stop());

async function importFrom(args: readonly string[], input = ''): Promise<readonly [number | null, readonly string[]]> {
  const run = runGemel({ cwd: server.folder, args: ['user', 'import', ...args], input });
  const code = await run.ended;
  return [code, run.output().trimEnd().split('\n').toSorted()];
}

async function signIn(email: string, password: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email, password, mode: 'token' });
  return (await fetch(`${server.url}/auth/sign-in`, { method: 'POST', headers, body })).status;
}

const lines = (...accounts: readonly unknown[]): string => accounts.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('gemel user import', () => {
  it('takes accounts of a file in while the server runs; they sign in with their password of before', async () => {
    writeFileSync(
      join(server.folder, 'people.jsonl'),
      lines({ email: 'Ada@example.com', passwordHash: hash }, { email: 'grace@example.com' }),
    );
    expect(await importFrom(['people.jsonl', '--dry-run'])).toEqual([
      0,
      ['2 would be imported (1 without a password), 0 skipped since they are here already, 0 refused.'],
    ]);
    expect(await signIn('ada@example.com', 'U*U')).toBe(401);
    expect(await importFrom(['people.jsonl'])).toEqual([
      0,
      ['2 imported (1 without a password), 0 skipped since they are here already, 0 refused.'],
    ]);
    expect(await signIn('ada@example.com', 'U*V')).toBe(401);
    expect(await signIn('ada@example.com', 'U*U')).toBe(200);
    expect(await signIn('ada@example.com', 'U*U')).toBe(200);
    expect(await importFrom(['people.jsonl'])).toEqual([
      0,
      [
        '0 imported, 2 skipped since they are here already, 0 refused.',
        'gemel: line 1 skipped: ada@example.com has an account already',
        'gemel: line 2 skipped: grace@example.com has an account already',
      ],
    ]);
  });

  it('names each bad line by its number and never shows a hash, takes the others, and fails', async () => {
    const input = `\ufeff${lines({ email: 'mary@example.com', passwordHash: hash })}\r\n{"email": "x", "passwordHash": "${hash}\n${lines(
      { email: 'x', passwordHash: hash },
      { email: 'hedy@example.com', passwordHash: hash.replace('$05$', '$31$') },
    )}${JSON.stringify({ email: 'joan@example.com' })}`;
    const [code, output] = await importFrom(['-'], input);
    expect(code).toBe(1);
    expect(output).toEqual([
      '2 imported (1 without a password), 0 skipped since they are here already, 3 refused.',
      'gemel: line 3 refused: is no JSON object',
      'gemel: line 4 refused: email is no e-mail address',
      'gemel: line 5 refused: passwordHash is bcrypt of cost 31: from 4 to 14 is taken',
    ]);
    expect(output.join()).not.toContain(hash.slice(7, 20));
  });

  it.each([
    [[], '', 'gemel: The file is missing: write gemel user import people.jsonl, or - for standard input'],
    [['nobody.jsonl'], '', 'gemel: nobody.jsonl cannot be read (ENOENT): name a file with one account per line, or - for standard input'],
    [['.'], '', 'gemel: . cannot be read (it is a folder): name a file with one account per line, or - for standard input'],
    [['-'], ' \n\n', 'gemel: There is no account in it: write one per line, as JSON'],
    [['-', '--dryrun'], '', 'gemel: --dryrun is not an option of `gemel user import`: did you mean --dry-run?'],
    [['-'], `[${'{"email":"a@example.com"},'.repeat(50_000)}`, 'gemel: Line 1 is longer than a megabyte: write one account per line'],
  ])('refuses %j with one line', async (args, input, output) => {
    expect(await importFrom(args, input)).toEqual([1, [output]]);
  });
});
