/** What can happen to a credential while time passes; each is tried on a fleet with short lifetimes. */
import { setTimeout } from 'node:timers/promises';
import { type Credential, readClaims } from '../../fleet/credential.ts';
import { nowMs } from '../../fleet/recorder.ts';
import type { Fleet } from '../../fleet/start-fleet.ts';
import type { Cell } from '../experiment.ts';
import { absent, measured, verdict } from '../numbers.ts';

/** In seconds. */
export interface ShortLifetimes {
  readonly token: number;
  readonly idle: number;
  readonly overall: number;
}

/** Whether a trial said that nothing can be told. */
export function isUntold(cell: Cell | undefined): boolean {
  return cell?.kind === 'absent' && cell.why === tooBusy;
}

/** What a trial throws when this machine was so busy that time ran out by itself: then nothing can be told. */
export const tooBusy = 'the machine was too busy to tell';

/** The cell of a trial, or the word that nothing can be told. */
export async function tellOrNot(work: Promise<Cell>): Promise<Cell> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.message === tooBusy) return absent(tooBusy);
    throw error;
  }
}

/** @throws Error where more of a span (in seconds) has gone by than a client in time would have needed */
function expectInTime(since: number, span: number): void {
  if ((nowMs() - since) / 1000 > span * 0.8) throw new Error(tooBusy);
}

/** Lets them in, refreshing first where a token has expired: what a client does. Returns what it then holds; null where it is signed out. */
async function use(fleet: Fleet, credential: Credential, { token }: ShortLifetimes): Promise<Credential | null> {
  const { status } = await fleet.node(1).ask(credential);
  if (status === 200) return credential;
  const since = nowMs();
  const fresh = await fleet.node(1).refresh(credential);
  if (fresh === null) return null;
  if ((await fleet.node(1).ask(fresh)).status === 200) return fresh;
  expectInTime(since, token);
  return null;
}

/** Somebody who sends nothing: sessions of their own are tried after longer and longer pauses. */
export async function findIdleEnd(fleet: Fleet, lifetimes: ShortLifetimes): Promise<Cell> {
  const { idle } = lifetimes;
  const pauses = Array.from({ length: 6 }, (_, index) => idle * 1000 + (index - 2.5) * 400);
  const results = await Promise.all(
    pauses.map(async (pauseMs, index) => {
      const credential = await fleet.node(0).signIn({ subject: `idle-${index}` });
      await setTimeout(pauseMs);
      return (await use(fleet, credential, lifetimes)) !== null;
    }),
  );
  const ended = results.indexOf(false);
  if (ended === 0) throw new Error(tooBusy);
  if (ended < 0) return verdict('never, as long as it was watched', 'bad');
  const [low, high] = [pauses[ended - 1] ?? 0, pauses[ended] ?? 0];
  return {
    kind: 'number',
    value: (low + high) / 2 / 1000,
    low: low / 1000,
    high: high / 1000,
    count: 2,
    note: `${idle} s were configured`,
  };
}

/** Somebody who is at work all the time. */
export async function findOverallEnd(fleet: Fleet, lifetimes: ShortLifetimes): Promise<Cell> {
  const { overall, idle } = lifetimes;
  let held: Credential | null = await fleet.node(0).signIn({ subject: 'busy' });
  const since = nowMs();
  const watchMs = (overall + 1.5) * 1000;
  while (nowMs() - since < watchMs) {
    const pausedAt = nowMs();
    await setTimeout(250);
    held = await use(fleet, held, lifetimes);
    expectInTime(pausedAt, idle);
    if (held === null) return measured([(nowMs() - since) / 1000], `${overall} s were configured`);
  }
  return verdict(`never: still signed in after ${(watchMs / 1000).toFixed(1)} s`, 'bad');
}

/** Two tabs whose access token has expired refresh at the same moment, at two nodes. */
export async function tryTwoTabs(fleet: Fleet, { token }: ShortLifetimes): Promise<Cell> {
  const credential = await fleet.node(0).signIn({ subject: 'tabs' });
  if (credential.refreshToken === null) return absent('nothing to refresh');
  const since = nowMs();
  const tabs = await Promise.all([fleet.node(0).refresh(credential, { as: 'tab 1' }), fleet.node(1).refresh(credential, { as: 'tab 2' })]);
  const alive = await Promise.all(tabs.map(async (tab) => tab !== null && (await fleet.node(0).ask(tab)).status === 200));
  if (alive.every(Boolean)) return verdict('both go on', 'good');
  expectInTime(since, token);
  return alive.some(Boolean) ? verdict('one tab is signed out', 'bad') : verdict('both are signed out', 'bad');
}

/** The answer to a refresh never arrives; the client tries again with what it has. */
export async function tryLostAnswer(fleet: Fleet, { token }: ShortLifetimes): Promise<Cell> {
  const credential = await fleet.node(0).signIn({ subject: 'lost' });
  if (credential.refreshToken === null) return absent('nothing to refresh');
  const since = nowMs();
  await fleet.node(0).refresh(credential);
  const again = await fleet.node(1).refresh(credential);
  if (again !== null && (await fleet.node(0).ask(again)).status === 200) return verdict('the second attempt works', 'good');
  expectInTime(since, token);
  return verdict('signed out by an accident', 'bad');
}

/** A laptop sleeps longer than an access token lives, and shorter than a session may be idle. */
export async function trySleep(fleet: Fleet, lifetimes: ShortLifetimes): Promise<Cell> {
  const { token, idle } = lifetimes;
  const credential = await fleet.node(0).signIn({ subject: 'asleep' });
  const since = nowMs();
  await setTimeout(((token + idle) / 2) * 1000);
  const { status } = await fleet.node(0).ask(credential);
  const held = await use(fleet, credential, lifetimes);
  if (held === null) expectInTime(since, idle / 0.8);
  if (held === null) return verdict('signed out', 'bad');
  return verdict(status === 200 ? 'goes on' : 'goes on, after a refresh', 'good');
}

/** Node B's clock is ahead: by more than the access token lives. */
export async function tryClockAhead(fleet: Fleet, skew: number): Promise<Cell> {
  await fleet.node(1).shiftClock(skew);
  const credential = await fleet.node(0).signIn({ subject: 'ahead' });
  const { status } = await fleet.node(1).ask(credential);
  await fleet.node(1).shiftClock(0);
  return status === 200 ? verdict('let in', 'good') : verdict(`somebody who just signed in is refused (${status})`, 'bad');
}

/** Node B's clock is behind, and is shown a token that has expired by then, or soon. */
export async function tryClockBehind(fleet: Fleet, credential: Credential, skew: number): Promise<Cell> {
  const exp = readClaims(credential.accessToken ?? '')?.['exp'];
  if (typeof exp !== 'number') return absent('nothing in it expires by a clock of the node');
  await setTimeout(Math.max(0, exp * 1000 - Date.now()) + 600);
  await fleet.node(1).shiftClock(-skew);
  const { status } = await fleet.node(1).ask(credential);
  await fleet.node(1).shiftClock(0);
  return status === 200 ? verdict('an expired token is let in', 'bad') : verdict(`refused (${status})`, 'good');
}
