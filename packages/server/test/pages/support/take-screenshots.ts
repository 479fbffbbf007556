/** Takes a picture of each page of the table, at three widths, in light and in dark. */
import { join } from 'node:path';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { startInProcess } from '../../support/in-process-server.ts';
import { pageTable } from './page-table.ts';
import { walkTo } from './page-walk.ts';
import { withServerOf } from './server-of-row.ts';

const widths = [360, 768, 1280];
const schemes = ['light', 'dark'] as const;

/**
 * Writes `<name>-<width>-<scheme>.png` into the folder and returns how many there are.
 *
 * @param only part of the names to take; all without it.
 */
export async function takeScreenshots(folder: string, only = ''): Promise<number> {
  const executablePath = findChromium();
  if (executablePath === undefined) return 0;
  const server = await startInProcess();
  const browser = await launchChromium(executablePath);
  const rows = pageTable.filter(({ name }) => name.includes(only));
  try {
    for (const [index, row] of rows.entries()) {
      await withServerOf(row, server, async (own) => {
        const { page, close } = await walkTo(browser, own, row, { email: `ada.lovelace.${index + 1}@example.com` });
        for (const colorScheme of schemes) {
          for (const width of widths) {
            await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
            await page.setViewportSize({ width, height: width < 700 ? 780 : 900 });
            // From the top, and painted: a form that put the focus on a field has scrolled there.
            await page.evaluate(() => {
              scrollTo(0, 0);
              return new Promise((resolve) => requestAnimationFrame(resolve));
            });
            await page.screenshot({ path: join(folder, `${row.name}-${width}-${colorScheme}.png`), fullPage: true });
          }
        }
        await close();
      });
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  return rows.length * schemes.length * widths.length;
}
