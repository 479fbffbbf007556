import { createHmac, hkdfSync } from 'node:crypto';
import { isBase64urlOfLength } from '@gemel/protocol';
import { describe, expect, test } from 'vitest';
import { createSecrets, deriveRefreshSecret } from '../../src/core/tokens/secrets.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.ts';
import { secretA, secretB } from './ring-world.ts';

const runtime = createNodeRuntime();

describe('the server secrets', () => {
  test('the first of the list is the current one, and each is found by its name', () => {
    const secrets = createSecrets([secretA, secretB], runtime);
    expect(secrets.current).toBe(secrets.byName(secrets.names[0] ?? ''));
    expect(secrets.names).toHaveLength(2);
    expect(secrets.byName(secrets.names[1] ?? '')?.name).toBe(secrets.names[1]);
    expect(secrets.byName('AAAAAAAA')).toBeUndefined();
    expect(secrets.byName('__proto__')).toBeUndefined();
  });

  test('a name is 6 bytes that depend on the secret alone, and tell nothing of its keys', () => {
    const [first, again, other] = [secretA, secretA, secretB].map((secret) => createSecrets([secret], runtime).current);
    expect(first?.name).toBe(again?.name);
    expect(first?.name).not.toBe(other?.name);
    expect(isBase64urlOfLength(first?.name ?? '', 6)).toBe(true);
    const keys = [first?.refreshKey, first?.sealingKey].map((key) => Buffer.from(key ?? []).toString('base64url'));
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key.startsWith(first?.name ?? '')).toBe(false);
  });

  test.each([[[]], [['']], [['short']], [[secretA, 'x'.repeat(31)]], [['', secretA]]])('J08: %j is refused', (list) => {
    expect(() => createSecrets(list, runtime)).toThrow(expect.objectContaining({ code: 'options_invalid' }));
  });

  test('P9: what is refused is not quoted', () => {
    expect(() => createSecrets(['hunter2'], runtime)).toThrow(expect.not.stringContaining('hunter2'));
  });
});

describe('the secret of a refresh token', () => {
  const { current } = createSecrets([secretA], runtime);
  const derive = (sid: string, rotation: number, salt: string): string => deriveRefreshSecret(current, sid, rotation, salt, runtime);

  test('is HMAC-SHA-256 of session, rotation and salt under the key of the label "gemel refresh v1"', () => {
    const key = Buffer.from(hkdfSync('sha256', secretA, '', 'gemel refresh v1', 32));
    expect(derive('sid', 7, 'salt')).toBe(createHmac('sha256', key).update('sid.7.salt').digest('base64url'));
  });

  test('is the same each time, and another for each session, rotation, salt and server secret', () => {
    expect(derive('a', 1, 's')).toBe(derive('a', 1, 's'));
    const other = createSecrets([secretB], runtime).current;
    const all = [
      derive('a', 1, 's'),
      derive('b', 1, 's'),
      derive('a', 2, 's'),
      derive('a', 1, 't'),
      deriveRefreshSecret(other, 'a', 1, 's', runtime),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
