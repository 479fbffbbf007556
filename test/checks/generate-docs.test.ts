/** Shows that the check of the generated pages can fail, and that the pages hold what the tables say. */
import { errorTable } from '@gemel/protocol';
import { describe, expect, test } from 'vitest';
import { errorAdvice } from '../../scripts/error-advice.js';
import { adviceProblems, configurationPage, errorsPage, findStalePages } from '../../scripts/generate-docs.js';
import { replaceBetween } from '../../scripts/lab-pages.js';
import { optionRows } from '../../scripts/option-rows.js';
import { smallTree } from './small-tree.ts';

describe('the generated pages', () => {
  test('have a row for every code, with status, OAuth error, kind, meaning and advice', () => {
    const page = errorsPage(errorTable, errorAdvice);
    for (const code of Object.keys(errorTable)) expect(page).toContain(`| \`${code}\` |`);
    expect(page).toContain('| `store_unavailable` | 503 | `temporarily_unavailable` | fault |');
    expect(page).toContain(
      '| `token_expired` | 401 | `invalid_token` | refusal, coarse | The token has expired: get a new one. | Get a new access token',
    );
  });

  test('are refused where a code has no advice, or an advice no code', () => {
    expect(adviceProblems({ token_expired: {} }, { token_lost: 'Look for it.' })).toEqual([
      'token_expired: say in scripts/error-advice.js what to do about it',
      'token_lost: no such error; remove it from scripts/error-advice.js',
    ]);
  });

  test('take the options of the engine, their types, defaults and docstrings from the interface', () => {
    const root = smallTree({
      'options.ts': `export interface GemelOptions {\n  /** The issuer. */\n  readonly issuer: string;\n  readonly tokens?: {\n    /** Seconds. */\n    readonly lifetime?: Seconds;\n  };\n}\n`,
    });
    const rows = optionRows(root, 'options.ts', 'GemelOptions', { tokens: { lifetime: 300 } });
    expect(rows).toEqual([
      { path: 'issuer', type: 'string', value: undefined, what: 'The issuer.' },
      { path: 'tokens.lifetime', type: 'Seconds', value: '300', what: 'Seconds.' },
    ]);
    expect(configurationPage({ 'createGemel(options)': rows }, [])).toContain('| `tokens.lifetime` | `Seconds` | `300` | Seconds. |');
  });

  test('replace only what stands between their marks, and say where a page has none', () => {
    const page = 'before\n<!-- lab: comparison -->\nold\n<!-- /lab: comparison -->\nafter';
    expect(replaceBetween(page, 'lab: comparison', 'new')).toBe(
      'before\n<!-- lab: comparison -->\n\nnew\n\n<!-- /lab: comparison -->\nafter',
    );
    expect(() => replaceBetween('nothing', 'lab: comparison', 'new')).toThrow('lab: comparison');
  });

  test('are found stale where a file is absent or says something else', () => {
    const root = smallTree({ 'docs/errors.md': 'old' });
    expect(findStalePages(root, { 'docs/errors.md': 'new', 'docs/configuration.md': 'new' })).toHaveLength(2);
    expect(findStalePages(root, { 'docs/errors.md': 'old' })).toEqual([]);
  });
});
