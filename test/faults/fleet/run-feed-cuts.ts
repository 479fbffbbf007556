/** Cuts the feed of every watcher at random times while sessions are revoked, again and again. */
import { setTimeout } from 'node:timers/promises';
import type { TcpProxy } from '@gemel/testbed';
import { type Chance, createChance } from './create-chance.ts';
import { type Acknowledgement, judgeTraffic, sumOfVerdicts, type Verdict } from './judge-traffic.ts';
import { observeInside, pickReports } from './observer.ts';
import { revokeSession } from './session-calls.ts';
import { signInEverywhere } from './sign-in-everywhere.ts';
import type { Fleet, Watcher } from './start-fleet.ts';
import { isEnded, untilEverywhere } from './until-everywhere.ts';

export interface FeedCutsPlan {
  readonly runs: number;
  readonly seed: number;
  /** Told after each run. */
  readonly onRun?: (run: number) => void;
}

export interface FeedCuts extends Verdict {
  /** By how a watcher's feed was cut: how often. */
  readonly cuts: Readonly<Record<string, number>>;
  /** How many revocations were acknowledged while the feed of at least one watcher was cut. */
  readonly duringCuts: number;
}

const waysToCut: Readonly<Record<string, (network: TcpProxy, chance: Chance) => void>> = {
  'held, both ways': (network) => network.hold(),
  'answers held': (network) => network.hold('toClient'),
  'half-open': (network) => network.drop(),
  'half-open towards the watcher': (network) => network.drop('toClient'),
  'reset and refused': (network) => network.refuse(),
  'reset once': (network) => network.cut(),
  delayed: (network, chance) => network.delay({ toServer: chance.between(0, 300), toClient: chance.between(0, 700) }),
};

const sessionsPerRun = 3;
/** A cut begins within so many milliseconds from the start of a run, and lasts for less than twice the bound. */
const latestStartMs = 300;
const shortestMs = 20;
const longestMs = 950;

/** Each run: new sessions that everybody accepts, a cut of each watcher, three revocations at random times about it. */
export async function runFeedCuts(fleet: Fleet, { runs, seed, onRun }: FeedCutsPlan): Promise<FeedCuts> {
  const chance = createChance(seed);
  const observer = observeInside(fleet);
  const boundMs = fleet.maxStaleness * 1000;
  const cuts: Record<string, number> = {};
  const verdicts: Verdict[] = [];
  let duringCuts = 0;
  let before: readonly Acknowledgement[] = [];

  async function cut({ network }: Watcher): Promise<void> {
    const way = chance.oneOf(Object.keys(waysToCut));
    const [startMs, lengthMs] = [chance.between(0, latestStartMs), chance.between(shortestMs, longestMs)];
    cuts[way] = (cuts[way] ?? 0) + 1;
    await setTimeout(startMs);
    if (network !== undefined) waysToCut[way]?.(network, chance);
    await setTimeout(lengthMs);
    network?.resume();
  }

  async function revoke(sid: string, isCutting: () => boolean): Promise<Acknowledgement> {
    await setTimeout(chance.between(0, latestStartMs + 500));
    const acknowledgement = { sid, ...(await revokeSession(fleet, sid)) };
    if (isCutting()) duringCuts += 1;
    return acknowledgement;
  }

  async function judge(acknowledged: readonly Acknowledgement[]): Promise<void> {
    verdicts.push(judgeTraffic(acknowledged, pickReports(await observer.reports(), acknowledged), boundMs));
    await observer.forget(acknowledged.map(({ sid }) => sid));
  }

  for (let run = 1; run <= runs; run += 1) {
    const sids = (await signInEverywhere(fleet, observer, `run ${run}`, sessionsPerRun)).map(({ sid }) => sid);
    let isCutting = true;
    const cutting = Promise.all(fleet.watchers.map(cut)).then(() => {
      isCutting = false;
    });
    const acknowledged = await Promise.all(sids.map((sid) => revoke(sid, () => isCutting)));
    await cutting;
    await untilEverywhere(observer, sids, isEnded);
    // Those of the run before have had the whole of this one to be accepted by mistake.
    await judge(before);
    before = acknowledged;
    onRun?.(run);
  }
  await setTimeout(boundMs);
  await judge(before);
  return { ...sumOfVerdicts(verdicts), cuts, duringCuts };
}
