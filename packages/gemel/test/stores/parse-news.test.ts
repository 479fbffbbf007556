import { NEVER } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { parseNews } from '../../src/stores/redis/parse-news.ts';

describe('a message about the log on Redis', () => {
  it.each([
    [
      `12 ${NEVER} 1795780060.672000 AAAA`,
      { position: 12, entry: { kind: 'session', sid: 'AAAA', generation: NEVER, until: 1_795_780_060.672 } },
    ],
    ['1 2 1795780060 a b', { position: 1, entry: { kind: 'session', sid: 'a b', generation: 2, until: 1_795_780_060 } }],
    ['7 - - a key', { position: 7, entry: { kind: 'key', kid: 'a key' } }],
  ])('tells of an entry: %s', (message, news) => {
    expect(parseNews(message)).toEqual(news);
  });

  it.each([
    '*',
    '',
    '12',
    '12 ',
    '0 2 3 a',
    '-1 2 3 a',
    '1 2 - a',
    '1 - 3 a',
    '1 x 3 a',
    '1 2 3',
    '1 2 3 ',
    '99999999999999999 2 3 a',
    '1 9999999999999999 3 a',
  ])('tells of nothing but that there is news: %s', (message) => {
    expect(parseNews(message)).toBeUndefined();
  });
});
