/** Follows docs/migrate/users.md: what each of its programs makes of an export is imported, and its people sign in with their passwords of before. */
import { execFileSync } from 'node:child_process';
import { createCipheriv, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { join } from 'node:path';
import { openPostgres, reservePort } from '@gemel/testbed';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { markedBlock, readBlocks } from './markdown-blocks.ts';
import { stepsOf } from './page-step.ts';
import { programFolder, root } from './program-folder.ts';
import { startProgram } from './running-program.ts';

const page = join(root, 'docs/migrate/users.md');
const [ada, grace] = ['ada@example.com', 'grace@example.com'];
const password = 'three lamps over water';
/** Of crypt_blowfish. */
const bcrypt = { password: 'U*U', hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' };
/** Of argon2's reference implementation: 256 KiB, two passes, two lanes. */
const argon2 = { password: 'password', salt: 'somesalt', value: 'bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc=' };

/** Runs the page's program on an export; resolves to what it makes of it. */
function convert(mark: string, exported: string, env: Readonly<Record<string, string>> = {}): string {
  const cwd = programFolder({ 'convert.js': markedBlock(page, `${mark}: convert.js`) });
  return execFileSync('node', ['convert.js'], { cwd, input: exported, encoding: 'utf8', env: { ...process.env, ...env } });
}

/** Imports by the page's commands into a server that runs, and signs in. */
async function importPeople(people: string) {
  const port = await reservePort();
  const cwd = programFolder({ 'people.jsonl': people });
  const env = {
    GEMEL_PORT: String(port),
    GEMEL_ADMIN_PORT: '0',
    NO_COLOR: '1',
    PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
  };
  await startProgram('exec gemel serve', { cwd, env }).says('ready');
  const commands = readBlocks(page).find(({ language }) => language === 'sh')?.text ?? '';
  const output = execFileSync('bash', ['-c', commands], { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  const signIn = async (email: string, typed: string): Promise<string> => {
    const body = JSON.stringify({ email, password: typed });
    const response = await fetch(`http://localhost:${port}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { subject } = (await response.json()) as { readonly subject?: string };
    return subject ?? String(response.status);
  };
  return { lines: output.trim().split('\n'), signIn };
}

test('the lines that the page shows are taken, with a whole hash', { timeout: 60_000 }, async () => {
  const { lines, signIn } = await importPeople(markedBlock(page, 'people').replace('$2b$12$…', () => bcrypt.hash));
  expect(lines).toEqual([
    '2 would be imported (1 without a password), 0 skipped since they are here already, 0 refused.',
    '2 imported (1 without a password), 0 skipped since they are here already, 0 refused.',
  ]);
  expect(await signIn(ada, bcrypt.password)).toBe('user_42');
});

test('people of better-auth', { timeout: 90_000 }, async () => {
  const postgres = await openPostgres();
  if (postgres === undefined) return; // it has been said, loudly, what is not there
  onTestFinished(() => postgres.stop());
  const port = await reservePort();
  const url = await postgres.createDatabase();
  const env = { DATABASE_URL: url, BETTER_AUTH_SECRET: randomBytes(32).toString('hex'), BETTER_AUTH_TELEMETRY: '0' };
  const { start } = stepsOf('docs/migrate/better-auth.md', { port, env, packages: { 'better-auth': 'bench/node_modules/better-auth' } });
  const before = await start('before: app.js');
  const signedUp = await fetch(`http://localhost:${port}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
    body: JSON.stringify({ email: ada, password: '№ 7: three lamps', name: 'Ada' }),
  });
  const { user } = (await signedUp.json()) as { readonly user: { readonly id: string } };
  await before.stop();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: markedBlock(page, 'better-auth: people.sql'), rowMode: 'array' });
  await client.end();

  const { lines, signIn } = await importPeople(rows.map(([row]: readonly unknown[]) => JSON.stringify(row)).join('\n'));
  expect(lines.at(-1)).toBe('1 imported, 0 skipped since they are here already, 0 refused.');
  expect(await signIn(ada, '№ 7: four lamps')).toBe('401');
  expect(await signIn(ada, '№ 7: three lamps')).toBe(user.id);
});

test('people of Auth0', { timeout: 60_000 }, async () => {
  const exported = {
    _id: { $oid: '60425dc43519d90068f82973' },
    email_verified: true,
    email: ada,
    passwordHash: bcrypt.hash,
    tenant: 'x',
  };
  const { signIn } = await importPeople(convert('auth0', `${JSON.stringify(exported)}\n`));
  expect(await signIn(ada, bcrypt.password)).toBe('auth0|60425dc43519d90068f82973');
});

test('people of Keycloak, with PBKDF2 and with argon2', { timeout: 60_000 }, async () => {
  const salt = randomBytes(16);
  const credential = (value: string, made: Uint8Array, data: unknown) => ({
    type: 'password',
    secretData: JSON.stringify({ value, salt: Buffer.from(made).toString('base64'), additionalParameters: {} }),
    credentialData: JSON.stringify(data),
  });
  const person = (email: string, ...credentials: readonly unknown[]) => ({
    id: `id of ${email}`.replaceAll(' ', '-'),
    createdTimestamp: 1_717_146_600_000,
    username: email,
    enabled: true,
    emailVerified: true,
    email,
    credentials: [{ type: 'otp', secretData: '{}', credentialData: '{}' }, ...credentials],
  });
  const pbkdf2 = pbkdf2Sync(password, salt, 210_000, 64, 'sha512').toString('base64');
  const memory = { hashLength: ['32'], memory: ['256'], type: ['id'], version: ['1.3'], parallelism: ['2'] };
  const users = [
    person(ada, credential(pbkdf2, salt, { hashIterations: 210_000, algorithm: 'pbkdf2-sha512', additionalParameters: {} })),
    person(
      grace,
      credential(argon2.value, Buffer.from(argon2.salt), { hashIterations: 2, algorithm: 'argon2', additionalParameters: memory }),
    ),
    person('mary@example.com'),
  ];
  const { lines, signIn } = await importPeople(convert('keycloak', JSON.stringify({ realm: 'shop', users })));
  expect(lines.at(-1)).toBe('3 imported (1 without a password), 0 skipped since they are here already, 0 refused.');
  expect(await signIn(ada, password)).toBe('id-of-ada@example.com');
  expect(await signIn(grace, argon2.password)).toBe('id-of-grace@example.com');
});

test('people of Firebase', { timeout: 60_000 }, async () => {
  const [signerKey, salt, separator] = [randomBytes(64), randomBytes(10), Buffer.from('Bw==', 'base64')];
  const key = scryptSync(password, Buffer.concat([salt, separator]), 32, { N: 2 ** 14, r: 8, p: 1 });
  const passwordHash = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(signerKey).toString('base64');
  const users = [
    { localId: 'a1', email: ada, emailVerified: true, passwordHash, salt: salt.toString('base64'), createdAt: '1717146600000' },
    { localId: 'g1', email: grace, emailVerified: true, createdAt: '1717146600000', providerUserInfo: [] },
  ];
  const env = { SIGNER_KEY: signerKey.toString('base64'), SALT_SEPARATOR: 'Bw==', ROUNDS: '8', MEM_COST: '14' };
  const { lines, signIn } = await importPeople(convert('firebase', JSON.stringify({ users }), env));
  expect(lines.at(-1)).toBe('2 imported (1 without a password), 0 skipped since they are here already, 0 refused.');
  expect(await signIn(ada, password)).toBe('a1');
});
