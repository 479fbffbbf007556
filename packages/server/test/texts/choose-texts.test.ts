/** Which language a page speaks, and that a URL can name a text and never bring one. */
import { describe, expect, it } from 'vitest';
import { chooseTexts } from '../../src/texts/choose-texts.ts';
import { english } from '../../src/texts/en/english.ts';
import { noticeText } from '../../src/texts/notice-texts.ts';
import type { Texts } from '../../src/texts/texts.ts';

const offered: readonly [Texts, ...Texts[]] = [english, { ...english, language: 'de' }, { ...english, language: 'pt-BR' }];

describe('the language of a page', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    ['de', 'de'],
    ['DE-at', 'de'],
    ['fr, de;q=0.5', 'de'],
    ['en;q=0.2, de;q=0.9', 'de'],
    ['de;q=0, en', 'en'],
    ['pt', 'en'],
    ['pt-br', 'pt-BR'],
    ['de;q=nonsense', 'en'],
    [`${'x,'.repeat(1000)}de`, 'en'],
  ])('for Accept-Language %j is %s (RFC 4647, 3.4)', (header, language) => {
    expect(chooseTexts(header, offered).language).toBe(language);
  });
});

describe('a notice', () => {
  it.each(['constructor', 'toString', '__proto__', '', 'Your account was hacked', undefined])('named %j by a URL says nothing', (name) => {
    expect(noticeText(english.notices, name)).toBeUndefined();
  });

  it('of ours has a text', () => {
    expect(noticeText(english.notices, 'signed-out')).toBe('You are signed out.');
  });
});
