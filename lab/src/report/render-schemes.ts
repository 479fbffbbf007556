/** The schemes, each with the program that was measured: that is its configuration. */
import fs from 'node:fs';
import type { Scheme } from '../schemes/scheme.ts';
import { each, escapeText } from './markup.ts';

export function renderSchemes(schemes: readonly Scheme[]): string {
  return each(schemes, (scheme) => {
    const options = Object.entries(scheme.options).map(([name, value]) => `${name}: ${value}`);
    const documentation = scheme.documentation.startsWith('https:')
      ? `<a href="${escapeText(scheme.documentation)}" rel="noreferrer">as its makers document it</a>`
      : `as <code>${escapeText(scheme.documentation)}</code> says`;
    const set = options.length === 0 ? '' : `, with ${escapeText(options.join(', '))}`;
    return `<details class="scheme"><summary><span class="key k-${scheme.id}"></span>${escapeText(scheme.title)}</summary><p>${escapeText(scheme.what)}</p><p class="soft">Set up ${documentation}${set}. The node that was measured:</p><pre class="lines">${escapeText(readProgram(scheme))}</pre></details>`;
  });
}

function readProgram({ program }: Scheme): string {
  const url = typeof program === 'string' ? new URL(`../../src/${program}.ts`, import.meta.url) : program;
  try {
    return fs.readFileSync(url, 'utf8');
  } catch {
    return 'The source is not here.';
  }
}
