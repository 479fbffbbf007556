/** The vectors in Chromium, with the bundle that browsers get, chunk by chunk. */
import { afterAll, describe } from 'vitest';
import { findChromium, launchChromium } from '../../../../server/test/support/chromium.ts';
import { readVectorFiles } from '../vector-file.ts';
import { bundleSuite } from './bundled-suite.ts';
import { describeReport } from './expect-report.ts';
import type { RuntimeReport } from './run-all.ts';

const origin = 'https://suite.example';
const executable = findChromium();

if (executable === undefined) describe.skip('Chromium: not on this machine', () => undefined);
else describeReport('Chromium', await reportFrom(executable), false);

async function reportFrom(executablePath: string): Promise<RuntimeReport> {
  const { chunks } = await bundleSuite('export { runAll };');
  const entry = chunks[0]?.fileName;
  const vectors = `export default ${JSON.stringify(readVectorFiles())};`;
  const scripts = new Map([['vectors.js', vectors], ...chunks.map(({ fileName, code }): [string, string] => [fileName, code])]);
  const browser = await launchChromium(executablePath);
  afterAll(() => browser.close());
  const page = await browser.newPage();
  await page.route('**/*', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const code = scripts.get(name);
    if (code !== undefined) await route.fulfill({ contentType: 'text/javascript', body: code });
    else await route.fulfill(name === '' ? { contentType: 'text/html', body: '<!doctype html>' } : { status: 404 });
  });
  await page.goto(`${origin}/`); // a secure context, without which there is no WebCrypto
  // As text: what is a function here would be changed by the test runner before it is sent.
  const report: unknown = await page.evaluate(
    `Promise.all([import('/${entry}'), import('/vectors.js')]).then(([suite, vectors]) => suite.runAll(vectors.default))`,
  );
  return report as RuntimeReport; // compared member by member
}
