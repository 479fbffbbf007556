/** What must hold when 64 calls meet in a fleet on one store: refresh, sign-in, activity and their end. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { createGemel, type Gemel, GemelError, type IssuedTokens, type SessionStore, type StartedSession } from 'gemel';
import { race, RACERS } from '../../src/testing/store-contract/store-case.ts';
import { outcome, withBearer, withCookie } from '../engine/fleet.ts';

export interface RacingFleet {
  readonly nodes: readonly Gemel[];
  readonly store: SessionStore;
}

export interface RaceCase {
  readonly name: string;
  /** Runs one round. Rejects where what must hold does not. */
  run(fleet: RacingFleet, round: number): Promise<void>;
}

/** One node answers calls with the same token and audience together, so each of its racers asks for another audience. */
const audiences = Array.from({ length: 16 }, (_, index) => `https://api-${index}.example`);
const nodeCount = RACERS / audiences.length;

export async function startFleet(stores: readonly SessionStore[]): Promise<RacingFleet> {
  const [store] = stores;
  if (store === undefined) throw new Error('a fleet has a store');
  const nodes: Gemel[] = [];
  for (const own of stores) {
    const tokens = { audiences: ['https://app.example', ...audiences] as const };
    nodes.push(
      await createGemel({ issuer: 'https://app.example', secret: 'a secret for races, made of words and long enough', store: own, tokens }),
    );
  }
  return { nodes, store };
}

/** The number of nodes that a fleet has. */
export { nodeCount };

type Settled<T> = PromiseSettledResult<T>;

const settle =
  <T>(work: () => Promise<T>): (() => Promise<Settled<T>>) =>
  async () =>
    (await Promise.allSettled([work()]))[0];

function nodeAt(fleet: RacingFleet, index: number): Gemel {
  const node = fleet.nodes[index % fleet.nodes.length];
  if (node === undefined) throw new Error('a fleet has nodes');
  return node;
}

/** 64 presentations of one token, of which no two are answered together. */
function refreshes(fleet: RacingFleet, refreshToken: string): readonly (() => Promise<Settled<IssuedTokens>>)[] {
  return audiences.flatMap((audience) => fleet.nodes.map((node) => settle(() => node.refresh(refreshToken, { audience }))));
}

/** Listens on all nodes; returns what returns the rotations of the session that they have told of since. */
function rotationsTold(fleet: RacingFleet, sid: string): () => readonly number[] {
  const told: number[] = [];
  const stops = fleet.nodes.map((node) =>
    node.on('session.refreshed', (event) => {
      if (event.sid === sid) told.push(event.rotation);
    }),
  );
  return () => {
    for (const stop of stops) stop();
    return told;
  };
}

function valuesOf<T>(outcomes: readonly Settled<T>[]): readonly T[] {
  return outcomes.flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
}

/** Codes of what was refused; what is no refusal of Gemel is thrown on. */
function codesOf(outcomes: readonly Settled<unknown>[]): readonly string[] {
  return outcomes.flatMap((settled) => {
    if (settled.status === 'fulfilled') return [];
    const reason: unknown = settled.reason;
    if (!(reason instanceof GemelError)) throw reason;
    return [reason.code];
  });
}

async function checkRefusedEverywhere(fleet: RacingFleet, started: StartedSession, tokens: readonly IssuedTokens[]): Promise<void> {
  for (const node of fleet.nodes) {
    if (started.sessionToken !== undefined) equal(await outcome(node.authenticate(withCookie(started.sessionToken))), 'session_revoked');
    for (const { accessToken } of tokens) equal(await outcome(node.authenticate(withBearer(accessToken))), 'session_revoked');
  }
  const [last] = tokens;
  if (last?.refreshToken === undefined) return;
  const codes = codesOf(await Promise.all(refreshes(fleet, last.refreshToken).map((present) => present())));
  deepEqual(new Set(codes), new Set(['session_revoked']));
  equal(codes.length, RACERS);
}

const signedIn = async (fleet: RacingFleet, round: number, subject: string): Promise<StartedSession & { tokens: IssuedTokens }> => {
  const started = await nodeAt(fleet, round).startSession({ subject, mode: 'both' });
  if (started.tokens === undefined) throw new Error('a session of both has tokens');
  return { ...started, tokens: started.tokens };
};

export const raceCases: readonly RaceCase[] = [
  {
    name: `S10, F01: ${RACERS} presentations of a refresh token get one successor and sign nobody out`,
    async run(fleet, round) {
      const { session, tokens } = await signedIn(fleet, round, 'alice');
      const told = rotationsTold(fleet, session.sid);
      const outcomes = await race(round, refreshes(fleet, tokens.refreshToken ?? ''));
      deepEqual(codesOf(outcomes), []);
      // Whoever lost the swap has rotated nothing, and must not say so.
      deepEqual(told(), [1]);
      const successors = new Set(valuesOf(outcomes).map(({ refreshToken }) => refreshToken));
      equal(successors.size, 1);
      ok(!successors.has(tokens.refreshToken));
      const { value: record } = await fleet.store.find(session.sid);
      deepEqual([record?.refresh?.rotation, record?.endedAt, record?.version], [1, null, 2]);
    },
  },
  {
    name: `F07: no successor works once a revocation among ${RACERS} refreshes is acknowledged everywhere`,
    async run(fleet, round) {
      const started = await signedIn(fleet, round, 'bob');
      const given: IssuedTokens[] = [];
      const revoke = settle(async () => {
        const { ended, reach } = await nodeAt(fleet, round + 1).revokeSession(started.session.sid, { until: 'everywhere' });
        deepEqual([ended, reach], [[started.session.sid], 'applied']);
      });
      const [revoked, ...outcomes] = await race<Settled<void | IssuedTokens>>(round, [
        revoke,
        ...refreshes(fleet, started.tokens.refreshToken ?? '').slice(1),
      ]);
      if (revoked?.status !== 'fulfilled') throw revoked?.reason;
      for (const value of valuesOf(outcomes)) if (value !== undefined) given.push(value);
      // A successor is given only where the record has turned: one that came after the end turned nothing.
      const { value: record } = await fleet.store.find(started.session.sid);
      equal(record?.refresh?.rotation, given.length === 0 ? 0 : 1);
      ok(
        codesOf(outcomes).every((code) => code === 'session_revoked'),
        String(codesOf(outcomes)),
      );
      await checkRefusedEverywhere(fleet, started, given.length === 0 ? [started.tokens] : given);
    },
  },
  {
    name: `F19: no activity among ${RACERS} touches brings a session back that was ended beside them`,
    async run(fleet, round) {
      const started = await signedIn(fleet, round, 'carol');
      const { sid } = started.session;
      const { now } = await fleet.store.find(sid);
      const touch = (index: number): Promise<unknown> =>
        index % 2 === 0
          ? fleet.store.touch([{ sid, lastSeenAt: now + index, inactivityDeadline: now + 7200 + index }])
          : nodeAt(fleet, index).issueAccessToken(started.principal);
      const ending = settle<unknown>(() => nodeAt(fleet, round).revokeSession(sid, { until: 'everywhere' }));
      const touches = Array.from({ length: RACERS - 1 }, (_, index) => settle<unknown>(() => touch(index)));
      const [ended, ...touched] = await race(round, [ending, ...touches]);
      if (ended?.status !== 'fulfilled') throw ended?.reason;
      ok(
        codesOf(touched).every((code) => code === 'session_revoked'),
        String(codesOf(touched)),
      );
      const { value: record } = await fleet.store.find(sid);
      ok(record !== undefined && record.endedAt !== null);
      await fleet.store.touch([{ sid, lastSeenAt: now + 900, inactivityDeadline: now + 9000 }]);
      deepEqual((await fleet.store.find(sid)).value, record);
      await checkRefusedEverywhere(fleet, started, [started.tokens]);
    },
  },
  {
    name: `F08, S16: no sign-in of ${RACERS} that began before its subject was signed out everywhere outlives that`,
    async run(fleet, round) {
      const subject = `dora-${round}`;
      const began = new Map<string, { readonly version: number; readonly started: StartedSession }>();
      const signIn = async (index: number): Promise<void> => {
        const node = nodeAt(fleet, index);
        const subjectVersion = index % 3 === 0 ? 0 : await node.subjectVersion(subject);
        const started = await node.startSession({ subject, subjectVersion });
        began.set(started.session.sid, { version: subjectVersion, started });
      };
      // There is something to end in any case: otherwise only the bound could tell that it holds everywhere.
      await signIn(0);
      const ending = settle<unknown>(async () => {
        equal((await nodeAt(fleet, round).revokeSubject(subject, { until: 'everywhere' })).reach, 'applied');
      });
      const signIns = Array.from({ length: RACERS - 1 }, (_, index) => settle<unknown>(() => signIn(index)));
      const [ended, ...outcomes] = await race(round, [ending, ...signIns]);
      if (ended?.status !== 'fulfilled') throw ended?.reason;
      ok(
        codesOf(outcomes).every((code) => code === 'subject_changed'),
        String(codesOf(outcomes)),
      );
      const standing = new Set((await nodeAt(fleet, round).listSessions(subject)).map(({ sid }) => sid));
      for (const [sid, { version }] of began) equal(standing.has(sid), version > 0, `${sid} began at version ${version}`);
      const checks = [...began.values()].flatMap(({ version, started }) =>
        fleet.nodes.map(async (node) => {
          const answer = await outcome(node.authenticate(withCookie(started.sessionToken ?? '')));
          equal(answer, version > 0 ? 'authenticated' : 'session_revoked');
        }),
      );
      await Promise.all(checks);
    },
  },
];
