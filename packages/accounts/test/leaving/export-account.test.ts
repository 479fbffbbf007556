/** What an export of an account holds: all that is kept, and no value that lets anybody in. */
import { requireProgram } from '@gemel/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccountExport, exportJson } from '../../src/index.ts';
import { adasEmail, aWorld, password, signIn, type World } from '../a-world.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { engines, memory, type ThreeNodes } from '../second-factor/three-nodes.ts';
import { codeOf, present } from '../support.ts';
import { aPerson } from './a-person.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((one) => one.stop())));

async function world(): Promise<World> {
  const made = await aWorld({ hasMail: true });
  worlds.push(made);
  made.clock.seconds = made.gemel.engineTime();
  return made;
}

async function textOf(exported: AccountExport): Promise<string> {
  let text = '';
  for await (const piece of exportJson(exported)) text += piece;
  return text;
}

describe.each([memory, ...engines])('an export with $name', ({ program, open }) => {
  describe.skipIf(program !== undefined && requireProgram(program) === undefined)('of somebody with everything', () => {
    let fleet: ThreeNodes;
    beforeAll(async () => {
      fleet = await open();
    }, 60_000);
    afterAll(() => fleet.stop());

    it('names what there is, and holds none of the secrets, their hashes or what they are sealed into, looked for by value', async () => {
      const person = await aPerson(fleet);
      const { subject, email, asking, started, recoveryCodes, link } = person;
      const pending = await person.half(fleet.nodes[0]);
      const { store, accounts } = fleet.nodes[1];
      const text = await textOf(await accounts.leaving.exportOwn(asking));
      const parsed = JSON.parse(text) as Record<string, readonly Record<string, unknown>[]>;
      expect(Object.keys(parsed)).toEqual(['format', 'exportedAt', 'account', 'authenticators', 'sessions', 'pending', 'activity']);
      expect(parsed).toMatchObject({ format: 1, account: { subject, email, hasPassword: true, roles: ['staff'], isDisabled: false } });
      expect(parsed['authenticators']?.map(({ kind }) => kind)).toEqual(['passkey', 'totp', 'recovery_codes']);
      expect(parsed['authenticators']?.[2]).toMatchObject({ codesLeft: 10 });
      expect(parsed['sessions']?.map(({ sid }) => sid)).toContain(asking.sid);
      expect(parsed['pending']?.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining(['reset_password', 'second_factor']));
      expect(parsed['activity']?.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['account.signed_up', 'factor.added', 'account.exported']),
      );

      const record = present(await store.findById(subject));
      const authenticators = await store.authenticators.listByAccount(subject);
      const challenges = await store.challenges.listOf(subject, 0);
      const lying = [
        record.passwordHash,
        authenticators.map(({ data, kind, lookup }) => [data, kind === 'passkey' ? lookup : null]),
        challenges.map(({ idHash, data }) => [idHash, data]),
      ];
      const { sessionToken = '', tokens } = started;
      const held = [
        password,
        link,
        pending,
        ...recoveryCodes,
        sessionToken,
        sessionToken.split('.')[1],
        tokens?.accessToken,
        tokens?.refreshToken,
      ];
      const sessions = [...((await fleet.dump?.()) ?? [])].filter(([name]) => name === 'gemel_session').map(([, rows]) => rows);
      const secrets = [...textsIn(lying), ...held, ...secretsOf(sessions)].filter((secret) => secret !== undefined && secret.length > 15);
      expect(secrets.length).toBeGreaterThan(20);
      for (const secret of secrets) expect(text).not.toContain(secret);
    });
  });
});

/** Every text in it, however deep. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The hashes and salts of sessions, as their table has them. */
function secretsOf(tables: readonly string[]): readonly string[] {
  return tables.flatMap((rows) => [...rows.matchAll(/"(?:secret_hash|refresh_salt|salt)":"([^"]+)"/g)].map(([, secret]) => secret ?? ''));
}

describe('an export', () => {
  it('is for a session that proved itself a moment ago (7.5.1)', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const { session } = await signIn(made.accounts, { email: adasEmail, password });
    const asking = { subject, sid: session.sid };
    expect(await codeOf(made.accounts.leaving.exportOwn({ ...asking, sid: 'another' }))).toBe('session_unknown');
    made.clock.seconds += 301;
    expect(await codeOf(made.accounts.leaving.exportOwn(asking))).toBe('authentication_too_old');
    expect(await made.accounts.leaving.exportOf('nobody')).toBeUndefined();
  });

  it('is had three times at once, and once more every ten minutes', async () => {
    const made = await world();
    const { subject, sid } = await anOwner({}, (await made.signUp(), made));
    const take = (): Promise<string> => codeOf(made.accounts.leaving.exportOwn({ subject, sid }), 'given');
    expect([await take(), await take(), await take(), await take()]).toEqual(['given', 'given', 'given', 'export_throttled']);
    await made.accounts.leaving.exportOf(subject);
    made.clock.seconds += 600;
    await made.gemel.stepUp(sid, { time: made.clock.seconds, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    expect([await take(), await take()]).toEqual(['given', 'export_throttled']);
  });

  it('tells a long history to the end, and reads it only while it is written', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const began = made.clock.seconds - 3000;
    const entries = Array.from({ length: 2500 }, (_, index) => ({
      id: `entry-${String(index).padStart(5, '0')}`,
      at: began + index,
      kind: 'sign_in.failed' as const,
      actor: 'nobody' as const,
      subject,
      sid: null,
      address: '203.0.113.7',
      device: null,
      facts: { way: 'password', reason: 'proof_wrong' },
    }));
    await made.store.audit.append(entries);
    const parsed = JSON.parse(await textOf(present(await made.accounts.leaving.exportOf(subject)))) as Record<string, unknown[]>;
    expect(parsed['activity']?.length).toBeGreaterThanOrEqual(2502);
    expect(parsed['activity']?.[2499]).toMatchObject({
      id: 'entry-02499',
      kind: 'sign_in.failed',
      time: new Date((began + 2499) * 1000).toISOString(),
    });
  });
});
