/** Asking the issuer while the feed is silent: what counts as an answer, for how long, and how many questions there are at once. */
import { createKeySet, createVerifier, type Fetch, importVerificationKey, type Verifier, type VerifierOptions } from '@gemel/verifier';
import { afterEach, describe, expect, test } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, issuerName, signEs256 } from './support/issuer.ts';
import { createManualClock, type ManualClock } from './support/manual-clock.ts';
import { aSid } from './support/pages.ts';
import { settle } from './support/scripted-feed.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

const endpoint = 'https://app.example/oauth/introspect';
const issuer = createIssuer();
const claims = claimsOf();
const token = signEs256(issuer, esHeader, claims);

interface Question {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly fields: URLSearchParams;
  /** Answers with the token's claims, changed so; the nonce is echoed unless it is changed as well. */
  answer(changes?: Readonly<Record<string, unknown>>): void;
  respond(response: Response): void;
  fail(): void;
}

interface Stage {
  readonly verifier: Verifier;
  readonly clock: ManualClock;
  readonly questions: readonly Question[];
  /** The outcome of one token, and its question once it was put. */
  put(text?: string): Promise<{ readonly outcome: Promise<string>; readonly question: Question | undefined }>;
}

const stages: Stage[] = [];
afterEach(async () => {
  for (const { verifier } of stages.splice(0)) await verifier.close();
});

async function aStage(changes: Partial<NonNullable<VerifierOptions['freshness']>> = {}): Promise<Stage> {
  const clock = createManualClock();
  const questions: Question[] = [];
  const fetch: Fetch = (url, { body, headers, method }) =>
    new Promise((resolve, reject) => {
      expect(method).toBe('POST');
      const fields = new URLSearchParams(body);
      const respond = (response: Response): void => resolve(response);
      questions.push({
        url,
        authorization: headers['authorization'],
        fields,
        respond,
        fail: () => reject(new Error('down')),
        answer: (changed = {}) =>
          respond(Response.json({ ...claims, active: true, gemel_view_age: 1, nonce: fields.get('nonce'), ...changed })),
      });
    });
  const ask = { clientId: 'orders', clientSecret: 'a+b c', introspectionUri: endpoint };
  const verifier = createVerifier(
    {
      issuer: issuerName,
      audience: audienceName,
      keys: createKeySet([await importVerificationKey(issuer.publicJwk)]),
      feed: { read: () => new Promise(() => undefined) },
      freshness: { ask, ...changes },
    },
    { clock, sleep: clock.sleep, jitter: () => 1, fetch },
  );
  const stage: Stage = {
    verifier,
    clock,
    questions,
    async put(text = token) {
      const before = questions.length;
      const outcome = outcomeOf(() => verifier.verify(text));
      await settle();
      return { outcome, question: questions[before] };
    },
  };
  stages.push(stage);
  return stage;
}

describe('a verifier with client credentials, while the feed is silent', () => {
  test('asks the issuer, with the token in the body and the client in the header, and accepts what is active', async () => {
    const { put } = await aStage();
    const { outcome, question } = await put();
    expect([question?.url, question?.authorization]).toEqual([endpoint, `Basic ${btoa('orders:a%2Bb%20c')}`]);
    expect(Object.fromEntries(question?.fields ?? [])).toEqual({ token, nonce: expect.stringMatching(/^[\w-]{22,}$/) });
    question?.answer();
    expect(await outcome).toBe('accepted');
  });

  test('refuses what is not active', async () => {
    const { put } = await aStage();
    const { outcome, question } = await put();
    question?.respond(Response.json({ active: false, nonce: question.fields.get('nonce') }));
    expect(await outcome).toBe('token_inactive');
  });

  test.each([
    ['to another question', { nonce: 'another' }],
    ['without the nonce, as a cache gives it', { nonce: undefined }],
    ['about another token', { jti: 'token-2' }],
    ['about another session', { sid: aSid(2) }],
    ['that is active in words', { active: 'true' }],
    ['that does not say so', { active: undefined }],
    ['without the age of the view', { gemel_view_age: undefined }],
    ['of an age in words', { gemel_view_age: '0' }],
    ['of an age below 0', { gemel_view_age: -1 }],
    ['as old as the bound', { gemel_view_age: 5 }],
  ])('J26 takes no answer %s', async (_what, changes) => {
    const { put } = await aStage();
    const { outcome, question } = await put();
    question?.answer(changes);
    expect(await outcome).toBe('view_stale');
  });

  test.each([
    ['is not there', (question: Question) => question.fail()],
    ['refuses the client', (question: Question) => question.respond(new Response(null, { status: 401 }))],
    ['cannot judge', (question: Question) => question.respond(new Response(null, { status: 503 }))],
    ['answers with a page', (question: Question) => question.respond(new Response('<html>'))],
    ['answers with no object', (question: Question) => question.respond(new Response('true'))],
    ['answers with null', (question: Question) => question.respond(new Response('null'))],
  ])('P10 answers with a fault, not a refusal, where the issuer %s', async (_what, react) => {
    const { put } = await aStage();
    const { outcome, question } = await put();
    if (question === undefined) throw new Error('nothing was asked');
    react(question);
    expect(await outcome).toBe('view_stale');
  });

  test('invariant 2: an answer counts until the sending plus the bound, less the age of the view that gave it', async () => {
    for (const [goneMs, accepted] of [
      [3999, 'accepted'],
      [4000, 'view_stale'],
    ] as const) {
      const { put, clock } = await aStage();
      const { outcome, question } = await put();
      clock.advance(goneMs);
      question?.answer({ gemel_view_age: 1 });
      expect(await outcome).toBe(accepted);
    }
  });

  test('F11 an answer that a suspended machine finds on waking does not count', async () => {
    const { put, clock } = await aStage();
    const { outcome, question } = await put();
    clock.suspend(60_000);
    question?.answer();
    expect(await outcome).toBe('view_stale');
  });

  test('asks once for a token that many present at a time, and anew for the next', async () => {
    const { put, questions } = await aStage();
    const [first, second] = [await put(), await put()];
    expect(questions).toHaveLength(1);
    first.question?.answer();
    expect([await first.outcome, await second.outcome]).toEqual(['accepted', 'accepted']);
    const third = await put();
    expect(questions).toHaveLength(2);
    third.question?.respond(Response.json({ active: false, nonce: third.question.fields.get('nonce') }));
    expect(await third.outcome).toBe('token_inactive');
  });

  test('has 32 questions under way at most, and answers the rest with a fault at once', async () => {
    const { put, questions } = await aStage();
    const texts = Array.from({ length: 40 }, (_, index) => signEs256(issuer, esHeader, claimsOf({ jti: `token-${index}` })));
    const outcomes: Promise<string>[] = [];
    for (const text of texts) outcomes.push((await put(text)).outcome);
    expect(questions).toHaveLength(32);
    expect(await Promise.all(outcomes.slice(32))).toEqual(Array.from({ length: 8 }, () => 'view_stale'));
    questions.forEach((question, index) => question.answer({ jti: `token-${index}` }));
    expect(new Set(await Promise.all(outcomes.slice(0, 32)))).toEqual(new Set(['accepted']));
    const { outcome, question } = await put(texts[39]);
    question?.answer({ jti: 'token-39' });
    expect(await outcome).toBe('accepted');
  });

  test('asks nobody about a token that no stage before lets through', async () => {
    const { put, questions } = await aStage();
    for (const text of [`${token.slice(0, -8)}AAAAAAAA`, signEs256(issuer, esHeader, claimsOf({ aud: 'https://other.example' })), 'x']) {
      expect(await (await put(text)).outcome).toMatch(/^token_/);
    }
    expect(questions).toEqual([]);
  });
});
