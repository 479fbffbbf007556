import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gemel } from '../../src/core/gemel.ts';
import { openAfterCrash, type OpenedAfterCrash } from './open-after-crash.ts';
import { type CrashReport, runCrashChild } from './run-crash-child.ts';

const secret = 'crash-secret'.repeat(3);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemel-crash-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code');

/** What becomes of the client's cookie: `works`, or the code of the refusal. */
async function cookieOutcome(gemel: Gemel, sessionToken: string): Promise<unknown> {
  const header = (name: string): string | undefined => (name === 'cookie' ? `${gemel.options.cookie.name}=${sessionToken}` : undefined);
  const result = await gemel.authenticate({ method: 'GET', header });
  return result.status === 'refused' ? result.error.code : result.status === 'authenticated' ? 'works' : result.status;
}

const tokenOutcome = (gemel: Gemel, accessToken: string): Promise<unknown> =>
  gemel.verifyAccessToken(accessToken).then(() => 'works', codeOf);

/** F05, S11: every refresh token of the client, and each again, leads to one and the same successor, and that one is the session's. */
async function checkOneChain({ gemel, store }: OpenedAfterCrash, report: CrashReport): Promise<void> {
  const held = report.tokens.flatMap(({ refreshToken }) => (refreshToken === undefined ? [] : [refreshToken]));
  const successors = new Set<string | undefined>();
  for (const refreshToken of [...held.toReversed(), ...held]) successors.add((await gemel.refresh(refreshToken)).refreshToken);
  expect(successors.size).toBe(1);
  const [successor] = successors;
  expect((await gemel.refresh(successor ?? '')).refreshToken).toBe(successor);
  const { value: record } = await store.find(report.sid ?? '');
  expect(record?.refresh?.rotation).toBe(1);
}

/** The session stands, by every credential that its client was given. */
async function checkStands(opened: OpenedAfterCrash, report: CrashReport): Promise<void> {
  const { gemel } = opened;
  expect(await cookieOutcome(gemel, report.sessionToken ?? '')).toBe('works');
  for (const { accessToken } of report.tokens) expect(await tokenOutcome(gemel, accessToken)).toBe('works');
  await checkOneChain(opened, report);
  // What the client had asked for and not heard of, it asks for again.
  expect((await gemel.revokeSession(report.sid ?? '', { reason: 'signed_out' })).ended).toEqual([report.sid]);
  await checkEnded(opened, report);
}

/** The session has ended, by every credential, and for the reason that was given. */
async function checkEnded({ gemel, store }: OpenedAfterCrash, report: CrashReport): Promise<void> {
  expect(await cookieOutcome(gemel, report.sessionToken ?? '')).toBe('session_revoked');
  for (const { accessToken, refreshToken } of report.tokens) {
    expect(await tokenOutcome(gemel, accessToken)).toBe('session_revoked');
    expect(await gemel.refresh(refreshToken ?? '').catch(codeOf)).toBe('session_revoked');
  }
  expect((await store.find(report.sid ?? '')).value?.endReason).toBe('signed_out');
}

/** One key signs, one is next, and what is signed now is understood. */
async function checkKeys({ gemel, store }: OpenedAfterCrash, report: CrashReport): Promise<void> {
  const { value: line, now } = await store.keys.list();
  expect(line.filter((key) => key.activeFrom > now)).toHaveLength(1);
  expect(line.map((key) => key.slot)).toEqual(line.map((_key, index) => index + 1));
  const { active } = (await gemel.health()).keys;
  // What was told is never taken back; what was asked for may have happened.
  const toldSlot = line.find((key) => key.kid === report.kids.at(-1))?.slot ?? 1;
  const activeSlot = line.find((key) => key.kid === active)?.slot ?? 0;
  expect([toldSlot, toldSlot + (report.unanswered === 'rotate-keys' ? 1 : 0)]).toContain(activeSlot);
  const { tokens } = await gemel.startSession({ subject: 'bob', mode: 'token' });
  expect(await tokenOutcome(gemel, tokens?.accessToken ?? '')).toBe('works');
}

async function checkAfterCrash(opened: OpenedAfterCrash, report: CrashReport): Promise<void> {
  await checkKeys(opened, report);
  const sessions = await opened.gemel.listSessions('ada');
  if (report.sid === undefined) {
    // The client was told of no session; what it may have begun is listed and can be ended like any other.
    expect(sessions.length).toBeLessThanOrEqual(1);
    await opened.gemel.revokeSubject('ada');
    expect(await opened.gemel.listSessions('ada')).toEqual([]);
    return;
  }
  const hasEnded = sessions.length === 0;
  if (report.answered.includes('sign-out')) expect(hasEnded).toBe(true);
  if (report.unanswered !== 'sign-out' && !report.answered.includes('sign-out')) expect(hasEnded).toBe(false);
  await (hasEnded ? checkEnded(opened, report) : checkStands(opened, report));
}

describe('F05 S11: kill -9 at any step of sign-in, refresh, sign-out and key rotation', () => {
  test('leaves the client with a credential that works, or the session ended as it asked; one chain; a ring that repairs itself', async () => {
    const steps: string[] = [];
    let hasRunToItsEnd = false;
    for (let step = 1; !hasRunToItsEnd; step++) {
      const path = join(folder, `step-${step}.db`);
      const report = await runCrashChild(path, secret, step);
      hasRunToItsEnd = report.diedAt === undefined;
      if (report.diedAt !== undefined) steps.push(report.diedAt.replace(/^\d+ /, ''));
      const opened = await openAfterCrash(path, secret);
      await checkAfterCrash(opened, report).finally(() => opened.close());
    }
    // The steps are those that this test is about, so that it cannot pass by stopping nowhere.
    for (const name of ['insert', 'replace-rotate', 'replace-end', 'keys.insert', 'keys.activate']) {
      expect(steps).toContain(`${name}:before-commit`);
      expect(steps).toContain(`${name}:after-commit`);
    }
    for (const name of ['sign-in', 'refresh', 'sign-out', 'rotate-keys']) {
      expect(steps).toContain(`${name}:asked`);
      expect(steps).toContain(`${name}:told`);
    }
  }, 120_000);
});
