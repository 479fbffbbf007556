/** What can befall the tabs of a browser, one thing after the other. */
import type { Chance } from '../../../../test/faults/fleet/create-chance.ts';
import type { BrowserTabs, Tab, TabOptions } from '../support/browser-tabs.ts';
import type { Origins } from '../support/start-origins.ts';

export interface Stage {
  readonly chance: Chance;
  readonly origins: Origins;
  readonly browser: BrowserTabs;
  readonly options: TabOptions;
  /** Those that are open; acts may add to them. */
  readonly tabs: Tab[];
}

type Act = (stage: Stage) => Promise<unknown>;

/** An evaluation in a frozen tab is answered when the tab goes on, so nothing waits for one. */
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

const some = ({ chance, tabs }: Stage): readonly Tab[] => tabs.filter(() => chance.between(0, 1) === 1);

/** By name, so that a report can count them. */
export const acts: Readonly<Record<string, Act>> = {
  async callEverywhere({ tabs, options, origins }) {
    const url = options.mode === 'token' ? `${origins.api}/orders` : '/me';
    for (const tab of tabs) quietly(tab.call(url));
  },
  async checkEverywhere({ tabs }) {
    for (const tab of tabs) quietly(tab.evaluate('client.check()'));
  },
  async cutAnswers({ chance, origins }) {
    origins.network.cutAfter(() => chance.between(0, 2500));
  },
  async healNetwork({ origins }) {
    origins.network.cutAfter(undefined);
    origins.answerWith(() => undefined);
  },
  async failAnswers({ chance, origins }) {
    origins.answerWith(() => (chance.between(0, 2) === 0 ? undefined : chance.oneOf([500, 502, 503, 429, 404])));
  },
  async goOffline({ browser }) {
    await browser.context.setOffline(true);
  },
  async goOnline({ browser }) {
    await browser.context.setOffline(false);
  },
  async freezeSome(stage) {
    await Promise.all(some(stage).map((tab) => tab.setFrozen(true)));
  },
  async thawSome(stage) {
    await Promise.all(some(stage).map((tab) => tab.setFrozen(false)));
  },
  async killWorkers({ browser }) {
    await browser.stopWorkers();
  },
  async hideAndShow({ tabs, chance }) {
    await chance.oneOf(tabs).page.bringToFront();
  },
  async turnClock({ chance, tabs }) {
    const jumpMs = chance.oneOf([-3_600_000, -5000, 5000, 8 * 3_600_000]);
    for (const tab of tabs) quietly(tab.evaluate(`{ const now = Date.now; Date.now = () => now() + ${jumpMs}; }`));
  },
};
