/** The short form of tabs.long.ts. */
import { expect, it } from 'vitest';
import { describeTabs } from './describe-tabs.ts';
import { runTabs } from './run-tabs.ts';

describeTabs((place) => {
  it('F01, F20: in ten runs nobody is signed out whose session stands, and everybody within a second whose session was ended', async () => {
    const { problems, tabs } = await runTabs(place(), { runs: 10, seed: 1 });
    expect(problems).toEqual([]);
    expect(tabs).toBeGreaterThan(40);
  }, 300_000);
});
