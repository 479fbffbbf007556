/** Finds a Chromium, or says loudly that there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Path of the program; undefined where a test has to be skipped. Throws where the environment demands that nothing is. */
export function findChromium(): string | undefined {
  const named = process.env['GEMEL_TEST_CHROMIUM'];
  const inPath = ['chromium', 'chromium-browser', 'google-chrome'].map((name) =>
    spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim(),
  );
  const found = [named, '/usr/bin/chromium', ...inPath].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found !== undefined) return found;
  const advice = 'no Chromium: run `apt-get install chromium`, or set GEMEL_TEST_CHROMIUM to one';
  if (process.env['GEMEL_TEST_REQUIRE'] === 'all') throw new Error(advice);
  process.stderr.write(`SKIPPED: pages are not tried in a browser, ${advice}\n`);
  return undefined;
}

/** @param more arguments of the program */
export function launchChromium(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  // Its own sandbox needs namespaces, which containers and the superuser lack; it opens nothing but our pages.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...more] });
}
