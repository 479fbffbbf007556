/**
 * Every path by which people prove who they are, or change with what they do: what `amr`, `acr` and the audit log say of it, in one table.
 *
 * A new path is a new row in one of the lists beside this file: what it is, how it is walked, and which events it leaves. `walk` gets a world
 * whose Ada has signed up, and returns the session that came of it, if one did, which must be of the row's `amr` and `acr`; and what was secret on the way,
 * which must stand in no event. `events` are those that the walk left, in order. The last test fails where a kind of event is in no row, or
 * stands in the list of those without a path and has one.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { type AuditEntry, auditKinds } from '../../src/index.ts';
import { aWorld, otherPassword, password, type World } from '../a-world.ts';
import { emailChangePaths } from './email-change-paths.ts';
import { factorPaths } from './factor-paths.ts';
import { mailPaths } from './mail-paths.ts';
import { operatorPaths } from './operator-paths.ts';
import { passkeyPaths } from './passkey-paths.ts';
import { providerPaths } from './provider-paths.ts';
import { passwordPaths } from './password-paths.ts';

const paths = [...passwordPaths, ...factorPaths, ...passkeyPaths, ...mailPaths, ...providerPaths, ...emailChangePaths, ...operatorPaths];

/**
 * Kinds with tests of their own: `audit.events_lost` with a store that takes nothing, `audit.kind_unknown` with every store, the others with the server,
 * which administers.
 */
const withoutPath: ReadonlySet<string> = new Set(['audit.events_lost', 'audit.kind_unknown', 'admin.acted', 'admin.refused']);

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

describe('amr, acr and the audit log', () => {
  it.each(paths)('tell of $path', async ({ world: options, walk, amr, acr, events }) => {
    const world = await aWorld(typeof options === 'function' ? await options() : options);
    worlds.push(world);
    world.clock.seconds = world.gemel.engineTime();
    const { subject } = await world.signUp();
    const before = (await world.accounts.audit.search()).entries.length;
    const { sid, secrets = [] } = (await walk(world, subject)) ?? {};

    const entries: AuditEntry[] = [];
    for await (const entry of world.accounts.audit.walk()) entries.push(entry);
    const left = entries.slice(before);
    expect(left.map(({ kind }) => kind)).toEqual(events.map(({ kind }) => kind));
    expect(left).toMatchObject(events.map((event) => ({ subject, ...event })));

    const session = (await world.gemel.listSessions(subject)).find((one) => one.sid === sid);
    expect([session?.authentication.amr, session?.authentication.acr]).toEqual([amr, acr]);

    // Times and ids are random digits, among which six of a code may be found by accident.
    const text = JSON.stringify(entries.map(({ at: _, id: __, ...said }) => said));
    for (const secret of [password, otherPassword, '@', ...secrets]) expect(text).not.toContain(secret);
  });

  it('have a row for every kind of event', () => {
    const kinds = new Set(paths.flatMap(({ events }) => events.map(({ kind }) => kind)));
    expect(
      Object.keys(auditKinds)
        .filter((kind) => !kinds.has(kind as AuditEntry['kind']))
        .toSorted(),
    ).toEqual([...withoutPath].toSorted());
  });
});
