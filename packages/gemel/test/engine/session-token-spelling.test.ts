/** A session that memory vouches for is opened by its own session token, byte for byte, and by nothing that resembles it. */
import { describe, expect, it } from 'vitest';
import { aFleet, outcome, present, withCookie } from './fleet.ts';

const spellings: readonly (readonly [string, (token: string) => string])[] = [
  ['another separator', (token) => token.replace('.', '-')],
  ['no separator', (token) => token.replace('.', '')],
  ['two separators', (token) => token.replace('.', '..')],
  ['another last character', (token) => `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`],
  ['the last bits not canonical (J19)', (token) => `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 1)}`],
  ['one character more', (token) => `${token}A`],
  ['one character less', (token) => token.slice(0, -1)],
  ['padding', (token) => `${token}=`],
  ['the secret twice', (token) => `${token}${token.slice(23)}`],
  ['quotes', (token) => `"${token}"`],
  [
    'a character that is the right one in its low byte',
    (token) => `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 256)}`,
  ],
];

describe('a session in memory', () => {
  it.each(spellings)('S05: is not opened by its token with %s', async (_, respell) => {
    const { gemel, stop } = await aFleet();
    const token = present((await gemel.startSession({ subject: 'ada' })).sessionToken);
    expect(await outcome(gemel.authenticate(withCookie(token)))).toBe('authenticated');
    expect(respell(token)).not.toBe(token);
    expect(await outcome(gemel.authenticate(withCookie(respell(token))))).toMatch(/^session_(token_malformed|secret_wrong)$/);
    expect(await outcome(gemel.authenticate(withCookie(token)))).toBe('authenticated');
    await stop();
  });
});
