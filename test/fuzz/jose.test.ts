/** The verifier beside jose: over made-up tokens and over the vectors, they differ only as the list says. */
import { describe, expect, test } from 'vitest';
import { runVector } from '../../packages/verifier/test/conformance/run-vector.ts';
import { readVectorFiles } from '../../packages/verifier/test/conformance/vector-file.ts';
import * as verifier from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { compareWithJose } from './compare-with-jose.ts';
import { explained, explanationsFor, readDifferences } from './jose-differences.ts';
import { createJoseOracle } from './jose-oracle.ts';

const seen = new Set<string>();

test('over made-up tokens, each difference is in the list', async () => {
  const { both, neither, unexplained, differences } = await compareWithJose(1, 4000);
  for (const id of Object.keys(differences)) seen.add(id);
  expect(unexplained).toEqual([]);
  expect(both > 200 && neither > 1000).toBe(true);
});

test('the list and its judgements are of the same differences, each with what and why', () => {
  const list = readDifferences();
  expect(list.map(({ id }) => id).toSorted()).toEqual(explained.toSorted());
  for (const { what, reason } of list) expect(what.length > 10 && reason.length > 10).toBe(true);
});

describe('over the vectors, each difference is in the list', () => {
  test.each(readVectorFiles())('%s', async (_name, file) => {
    for (const group of file.groups.filter(({ layer }) => layer === 'jws' || layer === 'token')) {
      const keys = (group.keys ?? []).map((name) => file.keys[name] ?? {});
      const jose = await createJoseOracle(
        keys.map(({ kty, k, ...jwk }) =>
          kty === 'oct'
            ? { kid: String(jwk['kid']), alg: 'HS256', symmetricKey: Buffer.from(String(k), 'base64url') }
            : ({ kty, ...jwk } as never),
        ),
      );
      for (const one of group.cases) {
        const text = String(one.input);
        const ours = (await runVector({ ...verifier, createDpop }, file, group, one)).code === 'accepted';
        const theirs = group.layer === 'token' ? await jose.acceptsToken(text) : await jose.acceptsJws(text);
        const reasons = theirs && !ours ? explanationsFor(text) : [];
        for (const id of reasons) seen.add(id);
        expect([group.id, one.id, one.title, theirs]).toEqual([group.id, one.id, one.title, ours || reasons.length > 0]);
      }
    }
  });
});

test('each difference of the list has been seen above', () => {
  expect([...seen].toSorted()).toEqual(explained.toSorted());
});
