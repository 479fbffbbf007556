/** One's own sessions, listed and ended only for whoever has just proven who it is, where the endpoints are told so. ASVS 7.5.2 */
import { createMemoryStore } from 'gemel/stores/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEndpoints, type Endpoints } from '../../src/endpoints/index.ts';
import { createGemel, type Gemel } from '../../src/index.ts';

const issuer = 'https://app.example';
const maxAuthAge = 300;

let gemel: Gemel;
let endpoints: Endpoints;
beforeAll(async () => {
  gemel = await createGemel({ issuer, secret: 'a secret for tests only, 32 and more', store: createMemoryStore() });
  endpoints = createEndpoints(gemel, { sessions: { maxAuthAge } });
});
afterAll(() => gemel.close());

/** A session that was authenticated so many seconds ago, and another one of the same subject. */
async function begin(age: number): Promise<{ readonly sid: string; readonly other: string; readonly token: string }> {
  const subject = `ada-${Math.random()}`;
  const started = await gemel.startSession({ subject, mode: 'token', authentication: { time: gemel.engineTime() - age } });
  const other = await gemel.startSession({ subject });
  return { sid: started.session.sid, other: other.session.sid, token: started.tokens?.accessToken ?? '' };
}

async function call(
  method: string,
  path: string,
  token: string,
  of: Endpoints = endpoints,
): Promise<readonly [number | undefined, unknown]> {
  const answer = await of.handle(new Request(`${issuer}${path}`, { method, headers: { authorization: `Bearer ${token}` } }));
  const text = (await answer?.text()) ?? '';
  return [answer?.status, text === '' ? undefined : Reflect.get(Object(JSON.parse(text)), 'code')];
}

describe('whoever authenticated five minutes ago or earlier', () => {
  it('sees no list and ends no other session, until it has proven again who it is (7.5.2)', async () => {
    const { sid, other, token } = await begin(maxAuthAge + 1);
    const tries = [
      ['GET', '/auth/sessions'],
      ['DELETE', `/auth/sessions/${other}`],
      ['DELETE', '/auth/sessions?scope=others'],
      ['DELETE', '/auth/sessions?scope=all'],
    ] as const;
    for (const [method, path] of tries) expect(await call(method, path, token)).toEqual([401, 'authentication_too_old']);
    const { tokens } = await gemel.stepUp(sid, { amr: ['pwd'], acr: 'aal1' });
    const renewed = tokens?.accessToken ?? '';
    expect(await call('GET', '/auth/sessions', renewed)).toEqual([200, undefined]);
    expect(await call('DELETE', `/auth/sessions/${other}`, renewed)).toEqual([204, undefined]);
  });

  it('does not learn by that whether a session is its own, or is there at all (S30)', async () => {
    const { sid, other, token } = await begin(maxAuthAge + 1);
    const [strangers, nobodys] = [(await begin(0)).other, 'A'.repeat(22)];
    for (const one of [other, strangers, nobodys, 'nonsense'])
      expect(await call('DELETE', `/auth/sessions/${one}`, token)).toEqual([401, 'authentication_too_old']);
    const { tokens } = await gemel.stepUp(sid, { amr: ['pwd'], acr: 'aal1' });
    for (const one of [strangers, nobodys, 'nonsense'])
      expect(await call('DELETE', `/auth/sessions/${one}`, tokens?.accessToken ?? '')).toEqual([404, 'not_found']);
  });

  it('ends its own session at any time', async () => {
    const { sid, token } = await begin(maxAuthAge + 1);
    expect(await call('DELETE', `/auth/sessions/${sid}`, token)).toEqual([204, undefined]);
  });

  it('is asked for nothing where the endpoints are told nothing', async () => {
    const { token, other } = await begin(80_000);
    const usual = createEndpoints(gemel);
    expect(await call('GET', '/auth/sessions', token, usual)).toEqual([200, undefined]);
    expect(await call('DELETE', `/auth/sessions/${other}`, token, usual)).toEqual([204, undefined]);
  });
});

it('whoever has just authenticated sees and ends them', async () => {
  const { token } = await begin(maxAuthAge - 5);
  expect(await call('GET', '/auth/sessions', token)).toEqual([200, undefined]);
  expect(await call('DELETE', '/auth/sessions?scope=all', token)).toEqual([200, undefined]);
});

it.each([[0], [-1], ['300'], [Number.NaN]])('an age of %j is no age', (wrong) => {
  expect(() => createEndpoints(gemel, { sessions: { maxAuthAge: wrong as number } })).toThrow(
    expect.objectContaining({ code: 'options_invalid' }),
  );
});
