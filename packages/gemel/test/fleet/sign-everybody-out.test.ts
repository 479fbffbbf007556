/** What docs/scale.md recommends where every session must end at once: no entries, but no records, a new epoch, and no key. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@gemel/testbed';
import { createGemel, type Gemel, GemelError, type RequestFacts } from 'gemel';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { aRequest, codeOf, outcome, withBearer, withCookie } from '../engine/fleet.ts';
import { drivers, openForTest } from '../stores/sqlite-drivers.ts';

const maxStaleness = 0.5;

/** The status, or the code of the refusal or fault. */
async function present(gemel: Gemel, request: RequestFacts): Promise<string> {
  const answer = Promise.resolve(gemel.authenticate(request)).then((result) => outcome(result));
  return answer.catch((error: unknown) => (error instanceof GemelError ? error.code : String(error)));
}

test('ends every session on every node, whichever credential presents it, with one new epoch and no entry per session', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemel-everybody-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const openNode = async () => {
    const database = openForTest(drivers[0] ?? expect.fail('there is no driver'), join(folder, 'gemel.db'));
    migrateSqliteStore(database);
    const store = createSqliteStore(database);
    const options = { issuer: 'https://app.example', secret: 'a secret for tests, made of words and long enough', store };
    const gemel: Gemel = await createGemel({ ...options, freshness: { maxStaleness } });
    onTestFinished(async () => {
      await gemel.close();
      await store.close();
    });
    return { database, store, gemel };
  };
  const [one, two] = [await openNode(), await openNode()];
  const started = await Promise.all(['ada', 'bob'].map((subject) => one.gemel.startSession({ subject, mode: 'both' })));
  const requests = started.flatMap(({ sessionToken, tokens }) => [withCookie(sessionToken ?? ''), withBearer(tokens?.accessToken ?? '')]);
  for (const request of requests) expect(await outcome(two.gemel.authenticate(request))).toBe('authenticated');

  const { keys } = await one.gemel.keys.publicKeys();
  one.database.exec('DELETE FROM gemel_session');
  await one.store.raiseEpoch();
  for (const { kid } of keys) if (kid !== undefined) await one.gemel.keys.retire(kid);

  // 503 while the pause of the new epoch lasts, never an acceptance past the bound.
  const acknowledgedMs = performance.now();
  let lastAcceptedMs = acknowledgedMs;
  for (const { gemel } of [one, two]) {
    for (const request of requests) {
      let last = '';
      await waitUntil(
        async () => {
          const presentedMs = performance.now();
          last = await present(gemel, request);
          if (last === 'authenticated') lastAcceptedMs = presentedMs;
          return last !== 'authenticated' && last !== 'view_stale' && last !== 'keys_unavailable';
        },
        { what: 'a refusal' },
      );
      expect(['session_unknown', 'token_key_unknown', 'token_key_retired']).toContain(last);
    }
    for (const { tokens } of started) expect(await codeOf(gemel.refresh(tokens?.refreshToken ?? ''))).toBe('refresh_token_invalid');
    expect(gemel.authenticate(aRequest())).toMatchObject({ status: 'anonymous' });
  }
  expect(lastAcceptedMs - acknowledgedMs).toBeLessThan(maxStaleness * 1000);
  expect((await two.gemel.health()).feed.entries).toBe(0);
  const again = await two.gemel.startSession({ subject: 'ada', mode: 'both' });
  expect(await outcome(one.gemel.authenticate(withBearer(again.tokens?.accessToken ?? '')))).toBe('authenticated');
});
