/** What is written from the lab's committed report: docs/which-one.md, and the comparison in the README. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the pages by file name.
 *
 * @param {string} root
 * @returns {Promise<Record<string, string>>}
 */
export async function labPages(root) {
  const { comparisonSource, comparisonTable, whichOnePage } = await import(
    pathToFileURL(join(root, 'lab/dist/report/render-documents.js')).href
  );
  const report = JSON.parse(readFileSync(join(root, 'lab/results/report.json'), 'utf8'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const comparison = `${comparisonTable(report)}\n\n${comparisonSource(report)}`;
  return { 'docs/which-one.md': whichOnePage(report), 'README.md': replaceBetween(readme, 'lab: comparison', comparison) };
}

/**
 * Returns a page with what stands between `<!-- name -->` and `<!-- /name -->` replaced.
 *
 * @param {string} page
 * @param {string} name
 * @param {string} content
 */
export function replaceBetween(page, name, content) {
  const [before, rest] = page.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no <!-- ${name} --> and <!-- /${name} -->`);
  return `${before}<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->${after}`;
}
