/** The guards of a service that takes tokens bound to a key: one suite, every framework, over a listening server. RFC 9449, section 7 */
import type { GemelError } from '@gemel/protocol';
import { createKeySet, createVerifier, importVerificationKey, type Verifier } from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { createExpressGuard } from '@gemel/verifier/express';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, issuerName, signEs256 } from '../support/issuer.ts';
import { aPage } from '../support/pages.ts';
import { hashOf, proofBy, thumbprintOf } from '../support/proofs.ts';
import { createScriptedFeed } from '../support/scripted-feed.ts';
import { type Answer, call } from './call.ts';
import { servers } from './servers.ts';

const issuer = createIssuer();
const holder = createIssuer();
const now = Math.floor(Date.now() / 1000);
const url = 'https://orders.example';
type Header = readonly [string, string];

const tokenWith = (changes: Readonly<Record<string, unknown>>): string =>
  signEs256(issuer, esHeader, claimsOf({ iat: now, exp: now + 300, auth_time: now, ...changes }));
const boundToken = tokenWith({ cnf: { jkt: thumbprintOf(holder) } });
const plainToken = tokenWith({});

let proofs = 0;
const proofFor = (path: string, changes: Readonly<Record<string, unknown>> = {}, by = holder): string =>
  proofBy(by, { claims: { jti: `proof-${++proofs}`, htu: url + path, iat: now, ath: hashOf(boundToken), ...changes } });
const byDpop = (token: string): Header => ['authorization', `DPoP ${token}`];
const presented = (path: string, changes?: Readonly<Record<string, unknown>>, by?: typeof holder): readonly Header[] => [
  byDpop(boundToken),
  ['DPoP', proofFor(path, changes, by)],
];
const algs = 'algs="ES256 Ed25519 EdDSA PS256 RS256"';

async function aVerifier(isRequired: boolean): Promise<Verifier> {
  const feed = createScriptedFeed();
  const keys = createKeySet([await importVerificationKey(issuer.publicJwk)]);
  const dpop = createDpop({ url, isRequired });
  const verifier = createVerifier({ issuer: issuerName, audience: audienceName, keys, feed, dpop, freshness: { maxStaleness: 60 } });
  (await feed.nextRead()).answer(aPage({ now: Date.now() / 1000, isSnapshot: true, maxStaleness: 60, retention: 1000 }));
  await verifier.ready();
  return verifier;
}

const saysOf = ({ status, headers, text }: Answer): readonly unknown[] => [status, JSON.parse(text).error, headers['www-authenticate']];
const invalidToken = [401, 'invalid_token', `DPoP error="invalid_token", ${algs}`];
const invalidProof = [401, 'invalid_dpop_proof', `DPoP error="invalid_dpop_proof", ${algs}`];

describe.each(servers)('a guard that takes proofs, on %s', (_name, serve) => {
  let verifiers: readonly Verifier[] = [];
  let open: Awaited<ReturnType<typeof serve>>;
  let strict: Awaited<ReturnType<typeof serve>>;
  const faults: GemelError[] = [];

  beforeAll(async () => {
    const start = (verifier: Verifier): ReturnType<typeof serve> =>
      serve({ verifier, onFault: (error) => faults.push(error), notePassed: () => undefined });
    const [one, other] = [await aVerifier(false), await aVerifier(true)];
    verifiers = [one, other];
    [open, strict] = [await start(one), await start(other)];
  });
  afterAll(async () => {
    await open.close();
    await strict.close();
    for (const verifier of verifiers) await verifier.close();
    expect(faults).toEqual([]);
  });

  const ask = (path: string, headers: readonly Header[]): Promise<Answer> => call(open.port, path, headers);

  test('lets a bound token pass with a proof, and a bearer’s without', async () => {
    expect((await ask('/me', presented('/me'))).status).toBe(200);
    expect((await ask('/me?page=2', presented('/me'))).status).toBe(200);
    expect(
      (
        await ask('/me', [
          ['authorization', `dpop ${boundToken}`],
          ['dpop', proofFor('/me')],
        ])
      ).status,
    ).toBe(200);
    expect((await ask('/me', [['authorization', `Bearer ${plainToken}`]])).status).toBe(200);
  });

  test('refuses a stolen token without its key: by another key, without a proof, and as a bearer’s (downgrade)', async () => {
    expect(saysOf(await ask('/me', presented('/me', {}, createIssuer())))).toEqual(invalidProof);
    expect(saysOf(await ask('/me', [byDpop(boundToken)]))).toEqual(invalidProof);
    expect(saysOf(await ask('/me', [['authorization', `Bearer ${boundToken}`]]))).toEqual(invalidToken);
    expect(
      saysOf(
        await ask('/me', [
          ['authorization', `Bearer ${boundToken}`],
          ['dpop', proofFor('/me')],
        ]),
      ),
    ).toEqual(invalidToken);
  });

  test('refuses a bearer’s token by the scheme DPoP, whatever proof goes with it', async () => {
    const proof = proofFor('/me', { ath: hashOf(plainToken) });
    expect(saysOf(await ask('/me', [byDpop(plainToken), ['dpop', proof]]))).toEqual(invalidToken);
  });

  test('refuses a stolen proof: used before, for another URL, another method, another token, or another time', async () => {
    const used = presented('/me');
    expect((await ask('/me', used)).status).toBe(200);
    expect(saysOf(await ask('/me', used))).toEqual(invalidProof);
    for (const changes of [
      { htu: `${url}/orders` },
      { htm: 'POST' },
      { ath: hashOf(plainToken) },
      { iat: now - 120 },
      { iat: now + 120 },
    ]) {
      expect(saysOf(await ask('/me', presented('/me', changes)))).toEqual(invalidProof);
    }
  });

  test('believes its own URL, and no Host that a request names', async () => {
    const forged: readonly Header[] = [...presented('/me', { htu: 'https://thief.example/me' }), ['x-forwarded-host', 'thief.example']];
    expect(saysOf(await ask('/me', forged))).toEqual(invalidProof);
    expect(saysOf(await ask('/me', presented('/me', { htu: `http://127.0.0.1:${open.port}/me` })))).toEqual(invalidProof);
  });

  test('refuses two proofs, whichever is good and wherever it stands', async () => {
    for (const [first, second] of [
      [proofFor('/me'), 'x'],
      ['x', proofFor('/me')],
      [proofFor('/me'), proofFor('/me')],
    ] as const) {
      expect(saysOf(await ask('/me', [byDpop(boundToken), ['dpop', first], ['dpop', second]]))).toEqual(invalidProof);
    }
  });

  test('refuses malformed and second credentials with 400', async () => {
    for (const value of ['DPoP', 'DPoP ', `DPoP ${boundToken} x`, `DPoP ${boundToken}, DPoP ${boundToken}`, `DPoP  ${boundToken}`]) {
      const answer = await ask('/me', [
        ['authorization', value],
        ['dpop', proofFor('/me')],
      ]);
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([400, 'authorization_malformed']);
    }
    expect((await ask('/me', [...presented('/me'), ['authorization', `Bearer ${plainToken}`]])).status).toBe(400);
  });

  test('says of a bad token that it is bad, by the scheme that it came by', async () => {
    const expired = tokenWith({ iat: now - 600, exp: now - 300, cnf: { jkt: thumbprintOf(holder) } });
    expect(saysOf(await ask('/me', [byDpop(expired), ['dpop', proofFor('/me', { ath: hashOf(expired) })]]))).toEqual(invalidToken);
    expect(saysOf(await ask('/me', [['authorization', 'Bearer x']]))).toEqual([401, 'invalid_token', 'Bearer error="invalid_token"']);
  });

  test('10.3.5 a route that asks for it refuses tokens that are bound to no key', async () => {
    expect((await ask('/bound', presented('/bound'))).status).toBe(200);
    expect(saysOf(await ask('/bound', [['authorization', `Bearer ${plainToken}`]]))).toEqual(invalidToken);
    expect(saysOf(await ask('/bound', []))).toEqual([401, 'unauthorized', `DPoP realm="gemel", ${algs}`]);
  });

  test('10.3.5 a verifier that asks for it refuses them on every route', async () => {
    const askStrict = (headers: readonly Header[]): Promise<Answer> => call(strict.port, '/me', headers);
    expect((await askStrict(presented('/me'))).status).toBe(200);
    for (const token of [plainToken, boundToken]) {
      expect(saysOf(await askStrict([['authorization', `Bearer ${token}`]]))).toEqual(invalidToken);
    }
    expect(saysOf(await askStrict([]))).toEqual([401, 'unauthorized', `DPoP realm="gemel", ${algs}`]);
  });

  test('asks for a step-up of a bound token by its own scheme', async () => {
    const answer = await ask('/strong', presented('/strong'));
    expect(answer.headers['www-authenticate']).toBe(`DPoP error="insufficient_user_authentication", acr_values="aal2", ${algs}`);
  });
});

test('guards of a router of Express hold a proof to the path as it was sent, and are two judges of one request', async () => {
  const verifier = await aVerifier(false);
  const guard = createExpressGuard(verifier);
  const router = express.Router().get('/me', guard(), guard({ isSenderConstrained: true }), (req, res) => void res.json(req.principal));
  const server = createServer(express().use('/shop', router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const headers = presented('/shop/me');
  expect((await call(port, '/shop/me', headers)).status).toBe(200);
  expect((await call(port, '/shop/me', headers)).status).toBe(401);
  expect((await call(port, '/shop/me', presented('/me'))).status).toBe(401);
  await new Promise((resolve) => server.close(resolve));
  await verifier.close();
});
