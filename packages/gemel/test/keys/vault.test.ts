/** What is sealed for one thing opens for it alone, under any secret that is configured. */
import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../src/core/tokens/secrets.ts';
import { createVault, type Vault } from '../../src/core/tokens/vault.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.ts';

const runtime = createNodeRuntime();
const [secretA, secretB] = ['a'.repeat(32), 'b'.repeat(32)];
const vaultOf = (...secrets: string[]): Vault => createVault(createSecrets(secrets, runtime), runtime);

describe('the vault', () => {
  it('opens what it sealed, for the same context, and shows nothing of it (invariant 8)', () => {
    const sealed = vaultOf(secretA).seal('the seed', 'totp account-1');
    expect(sealed).not.toContain('the seed');
    expect(vaultOf(secretA).open(sealed, 'totp account-1')).toBe('the seed');
  });

  it.each([
    ['another context', (sealed: string) => vaultOf(secretA).open(sealed, 'totp account-2')],
    ['another secret', (sealed: string) => vaultOf(secretB).open(sealed, 'totp account-1')],
    ['a changed seal', (sealed: string) => vaultOf(secretA).open(`${sealed.slice(0, -2)}xx`, 'totp account-1')],
    ['no seal at all', () => vaultOf(secretA).open('text', 'totp account-1')],
  ])('opens nothing for %s', (_, open) => {
    const sealed = vaultOf(secretA).seal('the seed', 'totp account-1');
    expect(() => open(sealed)).toThrow(GemelError);
    expect(() => open(sealed)).toThrow(expect.objectContaining({ code: 'secret_mismatch' }));
  });

  it('opens under a former secret, and says that it is one', () => {
    const sealed = vaultOf(secretA).seal('the seed', 'x');
    expect(vaultOf(secretB, secretA).open(sealed, 'x')).toBe('the seed');
    expect(vaultOf(secretB, secretA).isOutdated(sealed)).toBe(true);
    expect(vaultOf(secretA).isOutdated(sealed)).toBe(false);
  });

  it('has a key of its own: what it sealed is no sealed signing key', () => {
    const { current } = createSecrets([secretA], runtime);
    const sealed = vaultOf(secretA).seal('the seed', 'x');
    expect(runtime.open(current.sealingKey, sealed.slice(sealed.indexOf('.') + 1), 'x')).toBeUndefined();
  });
});
