/** `gemel token` and `gemel keys generate` as processes: where they read from, what they write, and with which exit status they end. */
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder, runGemel } from '../support/server-process.ts';
import { audience, claimsAt, issuer, signEs256, signHs256, unsigned } from '../support/signed-token.ts';

type Ran = readonly [exitStatus: number | null, output: string];
const now = Math.floor(Date.now() / 1000);
const cwd = makeFolder();
const expected = ['--issuer', issuer, '--audience', audience];
let good = '';
let expired = '';

async function gemel(args: readonly string[], input = ''): Promise<Ran> {
  const run = runGemel({ cwd, args, input });
  return [await run.ended, run.output()];
}

beforeAll(async () => {
  const [status, output] = await gemel(['keys', 'generate', '--private', 'key.json']);
  expect(status).toBe(0);
  writeFileSync(join(cwd, 'jwks.json'), output);
  const jwk = JSON.parse(readFileSync(join(cwd, 'key.json'), 'utf8')) as Record<string, string>; // as it was written
  good = signEs256(jwk, claimsAt(now));
  expired = signEs256(jwk, claimsAt(now - 900));
});

afterAll(() => rmSync(cwd, { recursive: true }));

describe('gemel token verify', () => {
  const verify = ['token', 'verify', '--jwks', 'jwks.json', ...expected];
  const passed = { valid: true, revocation: 'not asked', kid: expect.any(String), claims: claimsAt(now) };

  it('writes one line of JSON per token of its arguments, and ends with 0 where all passed', async () => {
    const [status, output] = await gemel([...verify, good, good]);
    expect([
      status,
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ]).toEqual([0, [passed, passed]]);
  });

  it('reads a token per line of standard input, answers in their order, and ends with 1 where one did not pass', async () => {
    const forged = good.replace(/\.[^.]+$/, `.${'A'.repeat(86)}`);
    const [status, output] = await gemel(verify, `${good}\r\n\n${expired}\n${forged}\n${unsigned()}\nnonsense\n${good}`);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(1);
    expect(lines.map(({ valid, code }) => (valid ? 'valid' : code))).toEqual([
      'valid',
      'token_expired',
      'token_signature_invalid',
      'token_key_unknown',
      'token_malformed',
      'valid',
    ]);
    expect(output).not.toContain(forged);
  });

  it('holds tokens to issuer, audience and algorithm', async () => {
    const codeWith = async (...options: readonly string[]): Promise<unknown> =>
      JSON.parse((await gemel(['token', 'verify', '--jwks', 'jwks.json', ...options, good]))[1]).code;
    expect(await codeWith('--issuer', 'https://other.example', '--audience', audience)).toBe('token_issuer_wrong');
    expect(await codeWith('--issuer', issuer, '--audience', 'https://other.example')).toBe('token_audience_wrong');
    expect(await codeWith(...expected, '--alg', 'EdDSA')).toBe('token_algorithm_wrong');
  });

  it('takes keys from an address', async () => {
    const server = createServer((_, res) => res.end(readFileSync(join(cwd, 'jwks.json')))).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    const [status] = await gemel(['token', 'verify', '--jwks', `http://127.0.0.1:${port}/jwks`, ...expected, good]);
    expect(status).toBe(0);
    server.close();
    server.closeAllConnections();
    const [gone, output] = await gemel(['token', 'verify', '--jwks', `http://127.0.0.1:${port}/jwks`, ...expected, good]);
    expect([gone, output]).toEqual([1, expect.stringMatching(/^gemel: The keys that tokens are checked with could not be had\./)]);
  });

  it('refuses to call nothing all passed, and says everything that is missing', async () => {
    expect(await gemel(verify)).toEqual([1, expect.stringMatching(/^gemel: There is no token: write /)]);
    expect(await gemel(['token', 'verify', '--alg', 'none', good])).toEqual([
      1,
      expect.stringMatching(
        /^gemel: --jwks, --issuer, --audience must be given: .*\ngemel: --alg none is not known: it takes ES256, .*\n$/,
      ),
    ]);
  });
});

describe('gemel token inspect', () => {
  it('reads the token from standard input as well as from its argument, and says that it is not verified', async () => {
    const [status, page] = await gemel(['token', 'inspect'], `Authorization: Bearer ${good}\n`);
    expect([status, page]).toEqual([0, expect.stringMatching(/^NOT VERIFIED\. [^]*Problems: none that can be seen without the keys\./)]);
    expect((await gemel(['token', 'inspect', expired]))[1]).toContain('It has expired: 10 minutes ago');
  });

  it('ends with 1 where there is nothing to show, and never says a token again', async () => {
    expect(await gemel(['token', 'inspect'])).toEqual([1, expect.stringMatching(/^gemel: The token is missing/)]);
    expect(await gemel(['token', 'inspect', good, good])).toEqual([1, 'gemel: It takes one token at a time, and was given 2\n']);
    expect(await gemel(['token', 'inspect', 'nonsense'])).toEqual([1, expect.stringMatching(/^gemel: This is not a signed token/)]);
  });
});

describe('gemel keys generate', () => {
  it('lets nobody else read the private key, and puts nothing in the place of anything', async () => {
    expect(statSync(join(cwd, 'key.json')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(cwd, 'key.json'), 'utf8');
    expect(await gemel(['keys', 'generate', '--private', 'key.json'])).toEqual([
      1,
      'gemel: key.json exists, and no key is overwritten: name another file\n',
    ]);
    expect(readFileSync(join(cwd, 'key.json'), 'utf8')).toBe(before);
    const both = await gemel(['keys', 'generate', '--private', 'new.json', '--public', 'jwks.json']);
    expect([both[0], existsSync(join(cwd, 'new.json'))]).toEqual([1, false]);
  });

  it('writes a private key to standard output only where it is told to', async () => {
    const nowhere = await gemel(['keys', 'generate']);
    expect(nowhere).toEqual([1, expect.stringMatching(/^gemel: Say where the private key goes: write --private key\.json/)]);
    const args = ['keys', 'generate', '--alg', 'EdDSA', '--kid', '-mjAzodwOei1VwOCu-gOwA', '--private', '-', '--public', 'ed.json'];
    const [status, output] = await gemel(args);
    expect([status, JSON.parse(output)]).toMatchObject([
      0,
      { kty: 'OKP', alg: 'EdDSA', kid: '-mjAzodwOei1VwOCu-gOwA', d: expect.any(String) },
    ]);
    expect(readFileSync(join(cwd, 'ed.json'), 'utf8')).not.toContain('"d"');
    expect((await gemel(['keys', 'generate', '--private', '-']))[0]).toBe(1);
  });

  it('makes a shared secret that tokens are verified with', async () => {
    expect(await gemel(['keys', 'generate', '--alg', 'HS256', '--public', 'x', '--private', 'y'])).toEqual([
      1,
      'gemel: A key for HS256 is a shared secret and has no public part: leave --public out\n',
    ]);
    expect(await gemel(['keys', 'generate', '--alg', 'HS256', '--private', 'secret.json'])).toEqual([0, '']);
    const secret = JSON.parse(readFileSync(join(cwd, 'secret.json'), 'utf8')) as Record<string, string>; // as it was written
    const token = signHs256(secret, claimsAt(now));
    expect((await gemel(['token', 'verify', '--jwks', 'secret.json', '--alg', 'HS256', ...expected, token]))[0]).toBe(0);
  });
});
