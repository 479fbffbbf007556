/** Promotes a standby again and again while sessions are revoked and tokens refreshed, and judges what became of them. */
import { setTimeout } from 'node:timers/promises';
import { type Chance, createChance } from './create-chance.ts';
import { type Acknowledgement, judgeTraffic, sumOfVerdicts, type Verdict } from './judge-traffic.ts';
import { moveFleet } from './move-fleet.ts';
import { observeInside, pickReports } from './observer.ts';
import type { PromotionStage } from './promotion-stage.ts';
import { refreshSession, type RevokeAnswer, revokeSession } from './session-calls.ts';
import { signInEverywhere } from './sign-in-everywhere.ts';
import type { Fleet } from './start-fleet.ts';
import { isEnded, untilEverywhere } from './until-everywhere.ts';
import type { WatchedSession } from './watched-session.ts';

export interface PromotionsPlan {
  readonly rounds: number;
  readonly seed: number;
  readonly way: 'a lost tail' | 'a deposed primary that still answers';
  /** Told after each round. */
  readonly onRound?: (round: number) => void;
}

export interface Promotions extends Verdict {
  /** Revocations that were acknowledged as replicated. */
  readonly replicated: number;
  /** Violations among those. */
  readonly replicatedViolations: number;
  /** Honest sessions, each held by a cookie, an access token and a refresh token that was rotated at the worst moment. */
  readonly honest: number;
}

interface Acknowledged extends Acknowledgement {
  readonly isReplicated: boolean;
}

const honestPerRound = 2;
/** Milliseconds within which members of the fleet find the new primary, one after the other. */
const slowestMoveMs = 1500;

export async function runPromotions(fleet: Fleet, stage: PromotionStage, plan: PromotionsPlan): Promise<Promotions> {
  const chance = createChance(plan.seed);
  const observer = observeInside(fleet);
  const boundMs = fleet.maxStaleness * 1000;
  const verdicts: Verdict[] = [];
  const replicated: Verdict[] = [];
  let before: readonly Acknowledged[] = [];

  async function judge(acknowledged: readonly Acknowledged[]): Promise<void> {
    const reports = pickReports(await observer.reports(), acknowledged);
    verdicts.push(judgeTraffic(acknowledged, reports, boundMs));
    replicated.push(
      judgeTraffic(
        acknowledged.filter(({ isReplicated }) => isReplicated),
        reports,
        boundMs,
      ),
    );
    await observer.forget(acknowledged.map(({ sid }) => sid));
  }

  for (let round = 1; round <= plan.rounds; round += 1) {
    const doomed = await signInEverywhere(fleet, observer, `round ${round}`, 4);
    const honest = await signInEverywhere(fleet, observer, `honest ${round}`, honestPerRound);
    await stage.catchUp();
    const promotion = { fleet, stage, chance, doomed: doomed.map(({ sid }) => sid), honest };
    const acknowledged = await (plan.way === 'a lost tail' ? loseTail(promotion) : depose(promotion));
    await untilEverywhere(observer, promotion.doomed, isEnded);
    const stands = honest.map(({ sid }) => sid);
    await untilEverywhere(observer, stands, (last) => last === 'accepted');
    await observer.forget(stands);
    await stage.restore();
    await judge(before);
    before = acknowledged;
    plan.onRound?.(round);
  }
  await setTimeout(boundMs);
  await judge(before);
  const ofReplicated = sumOfVerdicts(replicated);
  return {
    ...sumOfVerdicts(verdicts),
    replicated: ofReplicated.revocations,
    replicatedViolations: ofReplicated.violations.length,
    honest: honestPerRound * plan.rounds,
  };
}

interface Promotion {
  readonly fleet: Fleet;
  readonly stage: PromotionStage;
  readonly chance: Chance;
  readonly doomed: readonly string[];
  readonly honest: readonly WatchedSession[];
}

/** One revocation that the standby has, two that it loses with a rotation, some of the nodes not having heard of them; one afterwards. */
async function loseTail({ fleet, stage, chance, doomed, honest }: Promotion): Promise<readonly Acknowledged[]> {
  const [first = '', ...rest] = doomed;
  const last = rest.pop() ?? '';
  const acknowledged = [await revoke(fleet, first)];
  await stage.catchUp();
  await stage.cutTail();
  for (const { network } of fleet.watchers) if (chance.between(1, 3) === 1) network?.hold('toClient');
  acknowledged.push(...(await Promise.all(rest.map((sid) => revoke(fleet, sid)))));
  const refreshed = await Promise.all(honest.map(({ refreshToken }) => refreshSession(fleet, refreshToken)));
  await setTimeout(chance.between(0, 100));
  await stage.killPrimary();
  for (const { network } of fleet.watchers) network?.resume();
  moveFleet(fleet, await stage.promote());
  acknowledged.push(await revoke(fleet, last));
  await Promise.all(refreshed.map((refreshToken) => refreshSession(fleet, refreshToken)));
  return acknowledged;
}

/** The members of the fleet find the new primary at different times; until then they talk with the deposed one. */
async function depose({ fleet, stage, chance, doomed, honest }: Promotion): Promise<readonly Acknowledged[]> {
  const target = await stage.promote();
  const moves = [fleet.writer, ...fleet.nodes].map(async (member) => {
    await setTimeout(chance.between(0, member === fleet.writer ? slowestMoveMs / 10 : slowestMoveMs));
    moveFleet(fleet, target, [member]);
  });
  const revocations = doomed.map(async (sid) => {
    await setTimeout(chance.between(0, slowestMoveMs));
    return revoke(fleet, sid);
  });
  const refreshes = honest.map(async ({ refreshToken }) => {
    await setTimeout(chance.between(0, slowestMoveMs));
    await refreshSession(fleet, await refreshSession(fleet, refreshToken));
  });
  await Promise.all([...moves, ...refreshes]);
  return Promise.all(revocations);
}

async function revoke(fleet: Fleet, sid: string): Promise<Acknowledged> {
  const { askedMs, ackedMs, value }: RevokeAnswer = await revokeSession(fleet, sid);
  return { sid, askedMs, ackedMs, isReplicated: value.isReplicated };
}
