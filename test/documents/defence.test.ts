/** The numbers of docs/defence.md are the defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountDefaults } from '@gemel/accounts';
import { expect, test } from 'vitest';
import { root } from './program-folder.ts';

test('the table of limits is that of the code (6.1.1)', () => {
  const rows = [...readFileSync(join(root, 'docs/defence.md'), 'utf8').matchAll(/^\| `(\w+)` .*\| (\d+) +\| (\d+) +\|$/gm)];
  const told = rows.map(([, name, burst, interval]) => [name, { burst: Number(burst), interval: Number(interval) }]);
  expect(Object.fromEntries(told)).toEqual(accountDefaults.throttling);
});
