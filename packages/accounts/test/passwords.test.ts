/** The rules for new passwords. */
import { describe, expect, it } from 'vitest';
import { parseEmail } from '../src/email/parse-email.ts';
import { createPasswordCheck } from '../src/passwords/check-password.ts';
import { type CommonPasswords, createCommonPasswords, loadCommonPasswords } from '../src/passwords/common-passwords.ts';
import { createFingerprintSet } from '../src/passwords/fingerprint-set.ts';
import { normalisePassword } from '../src/passwords/normalise-password.ts';
import { codeOf, present } from './support.ts';

const email = present(parseEmail('ada.lovelace@analytical.example'));
const check = createPasswordCheck(
  { minLength: 15, maxLength: 256, contextWords: ['Orders'] },
  'https://shop.acme-store.example',
  loadCommonPasswords,
);
const checkShort = createPasswordCheck({ minLength: 8, maxLength: 64, contextWords: [] }, 'http://localhost:4000', loadCommonPasswords);

describe('the length of a password', () => {
  it.each([
    ['14 letters', 'kmvqhzbtwrpxcd', 'password_too_short'],
    ['15 letters', 'kmvqhzbtwrpxcdj', 'accepted'],
    ['14 emoji, which are 28 code units', '🌲🎈🎻🍉🐙🚲🧊🪐🌵🎲🛶🥨🦉🧭', 'password_too_short'],
    ['15 emoji', '🌲🎈🎻🍉🐙🚲🧊🪐🌵🎲🛶🥨🦉🧭🪁', 'accepted'],
    [
      '8 letters with combining accents: NFC makes 8 of 16',
      'a\u0301e\u0301i\u0301o\u0301u\u0301y\u0301c\u0301z\u0301',
      'password_too_short',
    ],
    ['256 letters', 'kmvqhzbt'.repeat(31) + 'wrpxcdjg', 'accepted'],
    ['257 letters', 'kmvqhzbt'.repeat(31) + 'wrpxcdjgy', 'password_too_long'],
    ['a megabyte', 'k'.repeat(1 << 20), 'password_too_long'],
    ['spaces alone between letters', 'k m v q h z b t', 'accepted'],
  ])('counts code points (6.2.1, 6.2.9): %s', async (_what, password, expected) => {
    expect(await codeOf(check(password, email), 'accepted')).toBe(expected);
  });

  it('asks for no kind of character (6.2.5)', async () => {
    for (const password of ['oaken lantern drifts', '83746150293847561', '………………………………———————!', 'ÄÖÜßéñçåøæœłżğş']) {
      expect(await codeOf(check(password, email), 'accepted')).toBe('accepted');
    }
  });

  it('takes 64 characters and more whatever the options (6.2.9)', async () => {
    expect(await codeOf(checkShort('wrpxcdjgmvqhzbtk'.repeat(3) + 'another sixteen!', email), 'accepted')).toBe('accepted');
  });
});

describe('the form in which a password is kept', () => {
  it('is NFC, and otherwise exactly what was received (6.2.8)', () => {
    expect(normalisePassword('Cafe\u0301 ')).toBe('Café ');
    expect(normalisePassword(' TaB\t\0and ﬁ ')).toBe(' TaB\t\0and ﬁ ');
  });

  it('is none for a lone surrogate, since all of them are one in UTF-8', async () => {
    expect(normalisePassword('a\ud800')).toBeUndefined();
    expect(await codeOf(check('long enough but \ud800', email))).toBe('request_malformed');
  });

  it('is none where normalisation would make it grow beyond bounds', () => {
    expect(normalisePassword('\ufb2c'.repeat(2000))).toBeUndefined();
  });
});

describe('common passwords', () => {
  it.each([
    ['on the list', 'qwerty123456789'],
    ['on the list, in capitals', 'QWERTY123456789'],
    ['on the list, mixed', 'Zxcvbnm123456789'],
    ['one letter', 'zzzzzzzzzzzzzzzz'],
    ['a short text over and over', 'a1!ba1!ba1!ba1!ba'],
    ['a listed one over and over, cut', 'dragondragondra'],
    ['a run up', 'abcdefghijklmnop'],
    ['a run down', 'ponmlkjihgfedcba'],
    ['two listed ones', 'sunshinebaseball'],
    ['two listed ones, numbers too', 'Password12345678'],
  ])('are refused (6.2.4, 6.2.12): %s', async (_what, password) => {
    expect(await codeOf(check(password, email))).toBe('password_too_common');
  });

  it('are refused at eight characters as well (6.2.4)', async () => {
    for (const password of ['password', 'PassWord', '12345678', 'iloveyou', 'football', 'sunshine1', 'trustno1']) {
      expect(await codeOf(checkShort(password, email))).toBe('password_too_common');
    }
  });

  it('number more than 45,000, in four bytes each', async () => {
    const common = await loadCommonPasswords();
    expect(common.size).toBeGreaterThan(45_000);
    expect(common.byteLength).toBe(4 * common.size);
    expect(common.byteLength).toBeLessThan(200_000);
  });

  it('are read once, at the first password that is long enough, and again after a failure', async () => {
    let reads = 0;
    const load = async (): Promise<CommonPasswords> => {
      reads += 1;
      if (reads === 1) throw new Error('the disk is having a moment');
      return createCommonPasswords(['hunter2hunter2hunter2']);
    };
    const lazy = createPasswordCheck({ minLength: 15, maxLength: 256, contextWords: [] }, 'https://app.example', load);
    expect(await codeOf(lazy('short', email))).toBe('password_too_short');
    expect(reads).toBe(0);
    await expect(lazy('oaken lantern drifts', email)).rejects.toThrow('a moment');
    expect(await lazy('oaken lantern drifts', email)).toBe('oaken lantern drifts');
    expect(await lazy('another lantern drifts', email)).toBe('another lantern drifts');
    expect(reads).toBe(2);
  });

  it('do not make honest ones look common: none of 200,000 invented ones by more than the stated odds', () => {
    const set = createFingerprintSet(Array.from({ length: 49_233 }, (_, index) => `listed ${index}`));
    const taken = Array.from({ length: 200_000 }, (_, index) => `invented ${index}`).filter((text) => set.has(text));
    // 2.3 are to be expected; the texts are fixed, so the count is too.
    expect(taken.length).toBeLessThan(10);
    expect(Array.from({ length: 49_233 }, (_, index) => set.has(`listed ${index}`)).every(Boolean)).toBe(true);
  });
});

describe('words of the context', () => {
  it.each([
    ['the address itself', 'ada.lovelace@analytical.example'],
    ['the address in capitals', 'ADA.LOVELACE@ANALYTICAL.EXAMPLE'],
    ['the local part and digits', 'ada.lovelace1815'],
    ['its pieces', 'lovelace-ada-lovelace'],
    ['the domain', 'analytical-analytical'],
    ["the issuer's host", 'acme-store acme-store1'],
    ['a word from the options', 'OrdersOrders2026'],
    ['our own name', 'gemel gemel gemel'],
  ])('do not make a password (6.2.11): %s', async (_what, password) => {
    expect(await codeOf(check(password, email))).toBe('password_contextual');
  });

  it('may be part of one', async () => {
    expect(await check('ada keeps a red balloon', email)).toBe('ada keeps a red balloon');
  });
});
