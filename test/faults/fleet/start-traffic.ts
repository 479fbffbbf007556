/** Sessions that every process of a fleet is presented with all the time, some of which are revoked one after the other. */
import { setTimeout } from 'node:timers/promises';
import { waitUntil } from '@gemel/testbed';
import { type Acknowledgement, judgeTraffic, type Verdict } from './judge-traffic.ts';
import { observeInside, observeOutside } from './observer.ts';
import { revokeSession, signIn } from './session-calls.ts';
import type { Fleet } from './start-fleet.ts';
import { isEnded, untilEverywhere } from './until-everywhere.ts';

export interface TrafficPlan {
  /** Sessions to be revoked; 12 by default. */
  readonly doomed?: number;
  /** Sessions that are left alone; 4 by default. */
  readonly honest?: number;
  /** Milliseconds between two revocations; 80 by default. */
  readonly everyMs?: number;
  /** After so many revocations the rest waits for `goOn()`; by default none waits. */
  readonly pauseAfter?: number;
  /** True where the sessions themselves are lost, so that nobody can expect to be let in again. */
  readonly isLossExpected?: boolean;
  /** True where the clocks of the watchers lie. */
  readonly isObservedFromOutside?: boolean;
}

export interface Outcome extends Verdict {
  /** Milliseconds from `finish()` until every watcher accepted what stands and refused what was revoked. */
  readonly recoveryMs: number;
}

export interface Traffic {
  /** Resolves when so many revocations have been acknowledged. @throws at once where fewer are to come */
  untilAcknowledged(count: number): Promise<void>;
  /** Begins with the revocations that the plan lets wait. */
  goOn(): void;
  /** Revokes what is left, waits until everybody knows and everybody honest is let in, and judges. */
  finish(): Promise<Outcome>;
}

/** Resolves when every session was accepted everywhere; then the revocations begin. */
export async function startTraffic(fleet: Fleet, plan: TrafficPlan = {}): Promise<Traffic> {
  const { doomed: doomedCount = 12, honest: honestCount = 4, everyMs = 80, pauseAfter = Infinity, isLossExpected = false } = plan;
  const doomed = await signIn(fleet, 'doomed', doomedCount);
  const honest = await signIn(fleet, 'honest', honestCount);
  const observer = plan.isObservedFromOutside === true ? observeOutside(fleet) : observeInside(fleet);
  await observer.watch([...doomed, ...honest]);
  const all = [...doomed, ...honest].map(({ sid }) => sid);
  await untilEverywhere(observer, all, (last) => last === 'accepted').catch(async (error: unknown) => {
    await observer.stop();
    throw error;
  });

  const acknowledged: Acknowledgement[] = [];
  const revocations: Promise<unknown>[] = [];
  const hurry = new AbortController();
  let due = Math.min(pauseAfter, doomedCount);
  let endPause = (): void => undefined;
  const pause = new Promise<void>((resolve) => (endPause = resolve));

  function goOn(): void {
    due = doomedCount;
    endPause();
  }

  async function revoke(sid: string): Promise<void> {
    const { askedMs, ackedMs, tries, value } = await revokeSession(fleet, sid);
    // There was nothing to end where the session itself was lost, or where an earlier try had ended it.
    if (value.ended.length > 0 || tries > 1) acknowledged.push({ sid, askedMs, ackedMs });
  }

  const revoking = (async () => {
    for (const [index, { sid }] of doomed.entries()) {
      if (index === pauseAfter) await pause;
      revocations.push(revoke(sid));
      await setTimeout(everyMs, undefined, { signal: hurry.signal }).catch(() => undefined);
    }
  })();

  return {
    async untilAcknowledged(count) {
      if (count > due) throw new Error(`${count} revocations cannot be acknowledged: ${due} are to come`);
      await waitUntil(() => acknowledged.length >= count, { what: `${count} revocations are acknowledged` });
    },
    goOn,
    async finish() {
      const finishing = performance.now();
      goOn();
      hurry.abort();
      await revoking;
      await Promise.all(revocations);
      const isRevoked = new Set(acknowledged.map(({ sid }) => sid));
      await untilEverywhere(observer, all, (last, sid) => (isRevoked.has(sid) ? isEnded(last) : isLossExpected || last === 'accepted'));
      const recoveryMs = performance.now() - finishing;
      // Whatever could still be accepted by mistake has this long to be.
      await setTimeout(fleet.maxStaleness * 1000);
      const verdict = judgeTraffic(acknowledged, await observer.reports(), fleet.maxStaleness * 1000);
      await observer.stop();
      return { ...verdict, recoveryMs };
    },
  };
}
