/** Holds docs/ways-in.md to the code's table of ways: each way, alone and with a second factor, with what it comes to. ASVS 6.1.3 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SecondFactor } from '../../src/sign-in/needed-factor.ts';
import { authenticationFacts, signInWays, type SignInWay } from '../../src/sign-in/authentication-event.ts';

const page = readFileSync(new URL('../../../../docs/ways-in.md', import.meta.url), 'utf8');

/** The type keeps the list whole: a second factor that is added has to stand here. */
const seconds: Readonly<Record<SecondFactor, true>> = { totp: true, passkey: true, recovery_code: true };
const isSecond = (way: SignInWay): boolean => Object.hasOwn(seconds, way);

/** A passkey begins a sign-in and is a second factor; the other second factors begin none. */
const firsts = signInWays.filter((way) => !isSecond(way) || way === 'passkey');

function toldRows(): readonly string[] {
  const rows = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) +\| ((?:`\w+`(?:, )?)+) +\| `(\w+)` +\|/gm)];
  return rows.map(([, ways = '', amr = '', acr = '']) => [ways, amr, acr].join(' | ').replaceAll('`', ''));
}

function rowOf(used: readonly SignInWay[]): string {
  const { amr, acr } = authenticationFacts(used);
  return [used.join(', '), amr.join(', '), acr].join(' | ');
}

test('docs/ways-in.md has every way of the code, with its amr and acr, and no other (6.1.3)', () => {
  const alone = firsts.map((way) => rowOf([way]));
  const both = firsts
    .filter((way) => way !== 'passkey')
    .flatMap((first) => signInWays.filter(isSecond).map((second) => rowOf([first, second])));
  expect([...toldRows()].toSorted()).toEqual([...alone, ...both].toSorted());
  expect(alone.length + both.length).toBe(13);
});
