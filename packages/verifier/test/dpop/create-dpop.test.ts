/** Proofs of possession over time: each is good once, for its request and its token, and for nothing else. */
import { type ProvenRequest, verifierDefaults, type VerifiedToken } from '@gemel/verifier';
import { createDpop, type DpopOptions } from '@gemel/verifier/dpop';
import { describe, expect, test } from 'vitest';
import { algorithmKeys } from '../support/algorithm-keys.ts';
import { base64url, createIssuer } from '../support/issuer.ts';
import { startSeconds } from '../support/manual-clock.ts';
import { hashOf, type ProofChanges, proofBy, proofUrl, thumbprintOf } from '../support/proofs.ts';
import { outcomeOf } from '../support/verifier-fixture.ts';

const holder = createIssuer();
const url = 'https://orders.example';

function aRequest(proof: string | undefined, changes: Partial<ProvenRequest> = {}): ProvenRequest {
  return { method: 'GET', header: (name) => (name === 'dpop' ? proof : undefined), message: { url: '/orders' }, ...changes };
}

function aChecker(options: Partial<DpopOptions> = {}): (changes?: ProofChanges, now?: number) => Promise<string> {
  const dpop = createDpop({ url, ...options });
  return (changes, now = startSeconds) => outcomeOf(() => dpop.prove(aRequest(proofBy(holder, changes)), now));
}

describe('a proof', () => {
  test('gives the thumbprint of its key (RFC 7638)', async () => {
    expect(await createDpop({ url }).prove(aRequest(proofBy(holder)), startSeconds)).toBe(thumbprintOf(holder));
  });

  test.each(Object.entries(algorithmKeys))('may be signed by %s', async (alg, { publicJwk, sign }) => {
    const { kty, crv, x, n, e } = publicJwk;
    const header = { typ: 'dpop+jwt', alg, jwk: JSON.parse(JSON.stringify({ kty, crv, x, n, e })) };
    const text = [header, { jti: 'j', htm: 'GET', htu: proofUrl, iat: startSeconds }]
      .map((part) => base64url(JSON.stringify(part)))
      .join('.');
    const proof = `${text}.${sign(text).toString('base64url')}`;
    expect(await outcomeOf(() => createDpop({ url }).prove(aRequest(proof), startSeconds))).toBe('accepted');
    expect(await outcomeOf(() => createDpop({ url, algorithms: ['ES256'] }).prove(aRequest(proof), startSeconds))).toBe('proof_invalid');
  });

  test('is good once, however often its key has signed before', async () => {
    const check = aChecker();
    const of = (jti: string): ProofChanges => ({ claims: { jti } });
    expect([await check(of('a')), await check(of('b')), await check(of('a')), await check(of('b')), await check(of('c'))]).toEqual([
      'accepted',
      'accepted',
      'proof_invalid',
      'proof_invalid',
      'accepted',
    ]);
  });

  test('is good once of 64 that come at the same time', async () => {
    const dpop = createDpop({ url });
    const proof = proofBy(holder);
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => outcomeOf(() => dpop.prove(aRequest(proof), startSeconds))));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
  });

  test('is not good again under the other signature that ECDSA has for it', async () => {
    const dpop = createDpop({ url });
    const proof = proofBy(holder);
    expect(await outcomeOf(() => dpop.prove(aRequest(proof), startSeconds))).toBe('accepted');
    expect(await outcomeOf(() => dpop.prove(aRequest(withOtherSignature(proof)), startSeconds))).toBe('proof_invalid');
    expect(await outcomeOf(() => createDpop({ url }).prove(aRequest(withOtherSignature(proof)), startSeconds))).toBe('accepted');
  });

  test('is good for its own request however often that is judged, and for no other with the same proof', async () => {
    const dpop = createDpop({ url });
    const proof = proofBy(holder);
    const request = aRequest(proof);
    const { message } = request;
    const judge = (changes: Partial<ProvenRequest>): Promise<string> =>
      outcomeOf(() => dpop.prove({ ...request, ...changes }, startSeconds));
    expect([await judge({}), await judge({ message }), await judge({})]).toEqual(['accepted', 'accepted', 'accepted']);
    expect([await judge({ message: { url: '/orders' } }), await judge({ method: 'PUT' })]).toEqual(['proof_invalid', 'proof_invalid']);
    expect(await judge({ header: () => proofBy(holder, { claims: { jti: 'another', htu: `${url}/others` } }) })).toBe('proof_invalid');
  });

  test('is not good for another token of its own request', async () => {
    const tokens = { verify: () => ({ claims: { cnf: { jkt: thumbprintOf(holder) } } }) as VerifiedToken };
    const presented = createDpop({ url }).present(
      () => tokens,
      () => startSeconds,
    );
    const request = aRequest(proofBy(holder, { claims: { ath: hashOf('one') } }));
    const judge = (token: string): Promise<string> => outcomeOf(() => presented.verify(token, request));
    expect([await judge('one'), await judge('other'), await judge('one')]).toEqual(['accepted', 'proof_invalid', 'accepted']);
  });

  test('may have the jti of another key’s', async () => {
    const dpop = createDpop({ url });
    for (const one of [holder, createIssuer()])
      expect(await outcomeOf(() => dpop.prove(aRequest(proofBy(one)), startSeconds))).toBe('accepted');
  });

  test('takes no room where it does not hold', async () => {
    const dpop = createDpop({ url, memorySize: 1 });
    for (let count = 0; count < 3; count++) {
      expect(await outcomeOf(() => dpop.prove(aRequest(proofBy(holder), { method: 'PUT' }), startSeconds))).toBe('proof_invalid');
    }
    expect(await outcomeOf(() => dpop.prove(aRequest(proofBy(holder)), startSeconds))).toBe('accepted');
  });

  test('is refused, and none is forgotten, where there is no room; there is again when those that were used are past', async () => {
    const check = aChecker({ memorySize: 2 });
    const of = (jti: string, iat: number): ProofChanges => ({ claims: { jti, iat } });
    expect([await check(of('a', startSeconds)), await check(of('b', startSeconds))]).toEqual(['accepted', 'accepted']);
    expect([await check(of('c', startSeconds)), await check(of('a', startSeconds))]).toEqual(['request_throttled', 'proof_invalid']);
    const later = startSeconds + 60;
    expect([await check(of('c', later), later), await check(of('a', startSeconds), later)]).toEqual(['request_throttled', 'proof_invalid']);
    const past = startSeconds + 61;
    expect([await check(of('c', past), past), await check(of('a', startSeconds), past)]).toEqual(['accepted', 'proof_invalid']);
  });

  test('of a stranger, who has no token, takes no room of those that come with one', async () => {
    const dpop = createDpop({ url, memorySize: 1 });
    const prove = (jti: string): Promise<string> =>
      outcomeOf(() => dpop.prove(aRequest(proofBy(createIssuer(), { claims: { jti } })), startSeconds));
    expect([await prove('a'), await prove('b')]).toEqual(['accepted', 'request_throttled']);
    const token = 'a token';
    const claims = { cnf: { jkt: thumbprintOf(holder) } };
    const { verify } = dpop.present(
      () => ({ verify: () => ({ claims }) as unknown as VerifiedToken }), // of which no more is looked at
      () => startSeconds,
    );
    const presented = aRequest(proofBy(holder, { claims: { ath: hashOf(token) } }));
    expect(await outcomeOf(() => verify(token, presented))).toBe('accepted');
  });

  test('is not good again when engine time is set back', async () => {
    const check = aChecker();
    expect(await check()).toBe('accepted');
    expect(await check({ claims: { jti: 'later', iat: startSeconds + 100 } }, startSeconds + 100)).toBe('accepted');
    expect(await check()).toBe('proof_invalid');
    expect(await check({ claims: { jti: 'b', iat: startSeconds + 1 } })).toBe('accepted');
  });

  test.each([
    ['its path', { url: '/orders' }, 'accepted'],
    ['its path and a query', { url: '/orders?page=2' }, 'accepted'],
    ['the path before a router took its part away', { url: '/', originalUrl: '/orders' }, 'accepted'],
    ['a whole URL, of which only the path is believed', { url: 'http://thief.example/orders?x' }, 'accepted'],
    ['another path', { url: '/others' }, 'proof_invalid'],
    ['a path that looks like a host', { url: '//orders.example/orders' }, 'proof_invalid'],
    ['no path', { url: '*' }, 'proof_invalid'],
    ['nothing of it', {}, 'proof_invalid'],
    ['nothing at all', undefined, 'proof_invalid'],
  ])('is for a request that tells %s', async (_title, message, expected) => {
    const request = aRequest(proofBy(holder), { message });
    expect(await outcomeOf(() => createDpop({ url }).prove(request, startSeconds))).toBe(expected);
  });

  test('names the part of the path that a proxy takes away', async () => {
    const prove = (htu: string): Promise<string> =>
      outcomeOf(() => createDpop({ url: `${url}/shop/` }).prove(aRequest(proofBy(holder, { claims: { htu } })), startSeconds));
    expect([await prove('https://orders.example/shop/orders'), await prove(proofUrl)]).toEqual(['accepted', 'proof_invalid']);
  });

  test('says to the log what is wrong with it, and nothing of what it holds', async () => {
    const proof = proofBy(holder, { claims: { htm: 'PUT', secret: 'do not tell' } });
    const error: unknown = await Promise.resolve()
      .then(() => createDpop({ url }).prove(aRequest(proof), startSeconds))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'proof_invalid', cause: { why: 'htm is another method' } });
  });
});

/** Of a signature (r, s) there is another, (r, n - s). */
function withOtherSignature(proof: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [header = '', payload = '', signature = ''] = proof.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = order - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const other = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
  return `${header}.${payload}.${other.toString('base64url')}`;
}

describe('createDpop', () => {
  test('says all that is wrong at once, each with what to write', () => {
    const wrong: unknown = {
      url: 'orders.example',
      algorithms: ['HS256'],
      maxAge: 0,
      clockTolerance: -1,
      memorySize: 0,
      isRequired: 'yes',
      nonce: 1,
    };
    const text = messageOf(() => createDpop(wrong as DpopOptions));
    for (const name of ['url', 'algorithms', 'maxAge', 'clockTolerance', 'memorySize', 'isRequired', 'nonce']) expect(text).toContain(name);
  });

  test.each(['https://orders.example?x', 'https://orders.example#x', 'https://user@orders.example', 'ftp://orders.example', '', 7])(
    'refuses the URL %s',
    (wrong) => {
      expect(messageOf(() => createDpop({ url: wrong as string }))).toContain('https://orders.example');
    },
  );

  test('offers every algorithm of the registry that is not symmetric', () => {
    expect(createDpop({ url }).algorithms).toEqual(['ES256', 'Ed25519', 'EdDSA', 'PS256', 'RS256']);
    expect(verifierDefaults.algorithms).toEqual(['ES256']);
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}
