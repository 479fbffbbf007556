/** Where runs of tabs take place: one Chromium, and the origins that its pages talk to. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, launchChromium } from '../../../server/test/support/chromium.ts';
import { type Origins, startOrigins } from '../support/start-origins.ts';
import type { TabPlace } from './run-tabs.ts';

const executable = findChromium();

/** @param describeWith describes the tests; what it is given opens nothing, and may be called by a test alone. */
export function describeTabs(describeWith: (place: () => TabPlace) => void): void {
  describe.skipIf(executable === undefined)(
    'browsers of 2 to 16 tabs, asleep, offline, cut off, with killed service workers and turned clocks (skipped without Chromium)',
    () => {
      let browser: Browser;
      let origins: Origins;
      beforeAll(async () => {
        browser = await launchChromium(executable ?? '');
        origins = await startOrigins({ tokens: { lifetime: 2 } });
      });
      afterAll(async () => {
        await browser.close();
        await origins.stop();
      });
      describeWith(() => ({ browser, origins }));
    },
  );
}
