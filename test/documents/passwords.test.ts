/** Holds docs/passwords.md to the code: every word that it lists is one that no password may be made of (ASVS 6.1.2). */
import { join } from 'node:path';
import { createAccounts } from '@gemel/accounts';
import { createMemoryAccountStore } from '@gemel/accounts/stores/memory';
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { root } from './program-folder.ts';

const page = readFileSync(join(root, 'docs/passwords.md'), 'utf8');

/** The rows of the table of words: where a word comes from, and the word that it is in the example. */
function listed(): readonly (readonly [source: string, word: string])[] {
  return [...page.matchAll(/^\| ([^|]+?) +\| `([^`]+)` +\|$/gm)].map(([, source = '', word = '']) => [source, word]);
}

test('docs/passwords.md lists the words of the context, and each of them is refused (6.1.2)', async () => {
  const [issuer = '', email = '', word = ''] = [/issuer is `([^`]+)`/, /address `([^`]+)`/, /`contextWords` holds `([^`]+)`/].map(
    (pattern) => pattern.exec(page)?.[1],
  );
  const gemel = await createGemel({ issuer, secret: 's'.repeat(32), store: createMemoryStore() });
  const accounts = createAccounts({ gemel, store: createMemoryAccountStore(), passwords: { contextWords: [word] } });
  const rows = listed();
  expect(rows.length).toBeGreaterThan(6);
  for (const [source, one] of rows) {
    const made = `${one} ${one.toUpperCase()} ${one}1`.padEnd(15, '1');
    await expect(accounts.signUp({ email, password: made }), source).rejects.toMatchObject({ code: 'password_contextual' });
    await expect(accounts.signUp({ email, password: `${one} keeps a red balloon` }), source).resolves.toBeUndefined();
  }
  await accounts.close();
  await gemel.close();
});
