/** Runs browsers full of tabs through mischief, and counts who was signed out though the session stood. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { createChance } from '../../../../test/faults/fleet/create-chance.ts';
import { openBrowserTabs, type Tab } from '../support/browser-tabs.ts';
import type { Origins } from '../support/start-origins.ts';
import { acts, type Stage } from './act-on-tabs.ts';

export interface TabRuns {
  readonly runs: number;
  readonly tabs: number;
  /** What was wrong, one line each; nothing, if all is well. */
  readonly problems: readonly string[];
  /** Answers that the network broke off. */
  readonly cuts: number;
  /** Requests to the issuer that were not answered, as the clients saw them. */
  readonly faults: number;
  /** Milliseconds from the end of the session, on another node, until each tab showed it. */
  readonly endLagsMs: readonly number[];
}

export interface TabPlace {
  readonly browser: Browser;
  readonly origins: Origins;
}

export interface TabRunOptions {
  readonly runs: number;
  readonly seed: number;
  readonly onRun?: (run: number) => void;
}

const endBoundMs = 1000;
const mostRestarts = 20;

/** Each run is a browser of 2 to 16 tabs; in the end everything is well again, and then the session is ended on another node. */
export async function runTabs({ browser, origins }: TabPlace, { runs, seed, onRun }: TabRunOptions): Promise<TabRuns> {
  const problems: string[] = [];
  const endLagsMs: number[] = [];
  let [tabCount, faults] = [0, 0];
  const cutsBefore = origins.network.cuts();
  for (let run = 1; run <= runs; run++) {
    const stage = await setUp(browser, origins, seed + run);
    tabCount += stage.tabs.length;
    const done: string[] = [];
    const report = (problem: string): void =>
      void problems.push(`seed ${seed + run}, ${stage.options.mode}, ${done.join(' ')}: ${problem}`);
    for (let step = stage.chance.between(4, 10); step > 0; step--) {
      const name = stage.chance.oneOf(Object.keys(acts));
      done.push(name);
      await acts[name]?.(stage);
      await wait(stage.chance.between(0, 250));
    }
    await makeGood(stage);
    for (const problem of await checkSignedIn(stage)) report(problem);
    for (const tab of stage.tabs) faults += (await tab.evaluate<readonly string[]>('faults')).length;
    const lags = await endElsewhere(stage);
    for (const lagMs of lags) if (lagMs > endBoundMs) report(`the end was shown after ${lagMs} ms`);
    endLagsMs.push(...lags);
    await stage.browser.close();
    onRun?.(run);
  }
  return { runs, tabs: tabCount, problems, cuts: origins.network.cuts() - cutsBefore, faults, endLagsMs };
}

async function setUp(browser: Browser, origins: Origins, seed: number): Promise<Stage> {
  const chance = createChance(seed);
  const tabsOf = await openBrowserTabs(browser, origins);
  await tabsOf.signIn();
  const mode = chance.oneOf(['cookie', 'token'] as const);
  const options = { mode, apis: [origins.api], worker: chance.between(0, 1) === 1, withoutLocks: chance.between(0, 7) === 0 };
  const tabs = await tabsOf.openMany(chance.between(2, 16), options);
  return { chance, origins, browser: tabsOf, options, tabs: [...tabs] };
}

async function makeGood({ origins, browser, tabs }: Stage): Promise<void> {
  origins.network.cutAfter(undefined);
  origins.answerWith(() => undefined);
  await Promise.all(tabs.map((tab) => tab.setFrozen(false)));
  // A worker that was started while its browser played offline stays so in Chromium. The page's own requests show it, which the client has no part in.
  for (let tries = 0; tries < mostRestarts; tries++) {
    await browser.context.setOffline(true);
    await browser.context.setOffline(false);
    await browser.stopWorkers();
    const areOnline = await Promise.all(
      tabs.map((tab) => tab.evaluate<boolean>("fetch('/client.js', { cache: 'no-store' }).then(() => true, () => false)")),
    );
    if (areOnline.every(Boolean)) return;
  }
  throw new Error('the browser stays offline, whatever it is told');
}

/** Nobody was ever told that they are signed out, and everybody can work. */
async function checkSignedIn({ tabs, options, origins }: Stage): Promise<readonly string[]> {
  const problems = await Promise.all(
    tabs.map(async (tab): Promise<readonly string[]> => {
      await tab.evaluate('client.check()');
      const status = await tab.call(options.mode === 'token' ? `${origins.api}/orders` : '/me');
      const history = await tab.history();
      const signedOut = history.filter((state) => state.status === 'signed-out');
      return [
        ...signedOut.map(({ reason }) => `a tab was signed out: ${reason}`),
        ...((await tab.state()) === 'signed-in' ? [] : [`a tab is ${await tab.state()}`]),
        ...(status === 200 ? [] : [`a call was answered ${status}`]),
      ];
    }),
  );
  return problems.flat();
}

/** Milliseconds until each tab had heard. */
async function endElsewhere({ tabs, browser, origins }: Stage): Promise<readonly number[]> {
  // Whoever was cut off waits for a moment before it listens again.
  for (let tries = 0; origins.waiting() === 0 && tries < 600; tries++) await wait(50);
  const endedMs = performance.now();
  await origins.otherNode.revokeSession(browser.sid());
  return Promise.all(tabs.map(async (tab) => lagOf(tab, endedMs)));
}

async function lagOf(tab: Tab, endedMs: number): Promise<number> {
  await tab.page
    .waitForFunction("client.get().status === 'signed-out'", undefined, { polling: 20, timeout: 10_000 })
    .catch(() => undefined);
  return Math.round(performance.now() - endedMs);
}
