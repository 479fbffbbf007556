/** What the lab says of numbers: conclusions are computed, and say so where there is no difference. */
import { describe, expect, it } from 'vitest';
import { rankLowest } from '../src/experiments/conclude.ts';
import type { NumberCell, Row } from '../src/experiments/experiment.ts';
import { concludeExpiry } from '../src/experiments/expiry/expiry.ts';
import { tooBusy } from '../src/experiments/expiry/expiry-trials.ts';
import { experimentList } from '../src/experiments/experiment-list.ts';
import { absent, differs, measured, spell } from '../src/experiments/numbers.ts';
import { createCommandCounter } from '../src/fleet/count-commands.ts';
import { shorten } from '../src/fleet/recorder.ts';
import { compareOutcomes } from '../src/report/compare-outcomes.ts';
import { defaultValues, readValues } from '../src/run/run-experiment.ts';
import { schemeList } from '../src/schemes/scheme-list.ts';

const cell = (value: number, spread = 0): NumberCell => ({ kind: 'number', value, low: value - spread, high: value + spread, count: 5 });
const row = (cells: Row['cells']): Row => ({ id: 'one', title: 'one', unit: 'ms', cells });
const [first, second, third] = schemeList.map(({ id }) => id) as [string, string, string];

describe('two numbers', () => {
  it.each([
    [cell(10), cell(12), false, 'are within a quarter of each other'],
    [cell(10, 3), cell(15, 3), false, 'have spreads that meet'],
    [cell(10, 1), cell(15, 1), true, 'are apart by more than both'],
    [cell(0), cell(900), true, 'are nothing and something'],
  ])('%#: differ or not', (left, right, expected) => {
    expect(differs(left, right)).toBe(expected);
    expect(differs(right, left)).toBe(expected);
  });

  it('are spelled in a unit that fits', () => {
    expect([spell(900_000, 'ms'), spell(0.02, 'ms'), spell(1536, 'B'), spell(20_480, 'B')]).toEqual([
      '15 min',
      '20 µs',
      '1,536 B',
      '20 KiB',
    ]);
  });

  it('have the median and the quartiles of what was measured', () => {
    expect(measured([5, 1, 4, 2, 3])).toMatchObject({ value: 3, low: 2, high: 4, count: 5 });
  });
});

describe('a conclusion', () => {
  it('names the lowest, whom it cannot tell from it, and by how much the rest is above', () => {
    const line = rankLowest(row({ [first]: cell(10, 1), [second]: cell(10.5, 1), [third]: cell(40, 1) }), schemeList, 'Fastest');
    const [one, other, last] = schemeList.map(({ title }) => title);
    expect(line).toBe(
      `Fastest: ${one} and ${other} with 10 ms to 10.5 ms, between which no difference is seen. Then ${last} 40 ms (4.0×).`,
    );
  });

  it('says the same of two runs in which those that cannot be told apart come in another order', () => {
    const [one, other] = [cell(10, 1), cell(10.4, 1)];
    const lines = [row({ [first]: one, [second]: other, [third]: cell(40) }), row({ [first]: other, [second]: one, [third]: cell(40) })];
    expect(new Set(lines.map((each) => rankLowest(each, schemeList, 'Fastest'))).size).toBe(1);
  });

  it('says that no difference is seen where there is none', () => {
    expect(rankLowest(row({ [first]: cell(10, 1), [second]: cell(11, 1) }), schemeList, 'Fastest')).toContain(
      'no difference seen; all are about',
    );
  });
});

describe('two runs', () => {
  const outcome = (value: number, tone: 'good' | 'bad'): Parameters<typeof compareOutcomes>[0] => ({
    rows: [row({ [first]: cell(value) }), { id: 'two', title: 'two', unit: '', cells: { [first]: { kind: 'verdict', text: tone, tone } } }],
    charts: [],
    sequences: [],
    conclusions: [],
  });

  it('are the same within a quarter', () => {
    expect(compareOutcomes(outcome(10, 'good'), outcome(12, 'good'), String)).toEqual({
      numbers: 1,
      again: 1,
      otherwise: [],
      newConclusions: [],
    });
  });

  it('are told apart where a number or a verdict came out otherwise', () => {
    expect(compareOutcomes(outcome(10, 'good'), outcome(20, 'bad'), String)).toMatchObject({
      again: 0,
      otherwise: [expect.any(String), expect.any(String)],
    });
  });
});

describe('what follows from two runs', () => {
  const concluding = (...conclusions: readonly string[]): Parameters<typeof compareOutcomes>[0] => ({
    rows: [],
    charts: [],
    sequences: [],
    conclusions,
  });

  it('is the same where nothing but the numbers in it differ', () => {
    const before = concluding('Fastest: JWT with 10 ms to 10.5 ms. Then Gemel cookie 1.2 s (4.0×).');
    const now = concluding('Fastest: JWT with 11 ms. Then Gemel cookie 980 ms (3.9×).');
    expect(compareOutcomes(before, now, String).newConclusions).toEqual([]);
  });

  it('is named where it was not concluded before', () => {
    const line = 'Fastest: Gemel cookie with 10 ms.';
    expect(compareOutcomes(concluding('Fastest: JWT with 10 ms.'), concluding(line), String).newConclusions).toEqual([line]);
  });
});

describe('the counter of commands', () => {
  it('reads commands in whatever pieces they come', () => {
    const seen: string[] = [];
    const count = createCommandCounter((name) => seen.push(name));
    const bytes = Buffer.from('*2\r\n$3\r\nget\r\n$3\r\nkey\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n*1\r\n\r\n*1\r\n$4\r\nPING\r\n');
    for (const byte of bytes) count(Buffer.from([byte]));
    count(bytes);
    expect(seen).toEqual(['GET', 'SET', 'PING', 'GET', 'SET', 'PING']);
  });
});

describe('what is concluded of expiry', () => {
  const schemes = schemeList.slice(0, 2);
  const [one, other] = schemes.map(({ title }) => title) as [string, string];
  const good = { kind: 'verdict', text: 'goes on', tone: 'good' } as const;
  it.each([
    [{ [first]: good, [second]: good }, `One: goes on (${one} and ${other}). No difference seen.`],
    [{ [first]: good, [second]: absent(tooBusy) }, `One: goes on (${one}). The machine was too busy to tell of ${other}.`],
    [{ [first]: good, [second]: absent('nothing to refresh') }, `One: goes on (${one}). No difference seen.`],
    [{ [first]: absent(tooBusy), [second]: absent(tooBusy) }, `One: The machine was too busy to tell of ${one} and ${other}.`],
    [{}, 'One: nothing was measured.'],
  ])('%#: leaves nobody out without a word', (cells, expected) => {
    expect(concludeExpiry([row(cells)], { schemes })).toEqual([expected]);
  });
});

describe('parameters', () => {
  it.each(experimentList)('of $title have a value for a quick and for a full run, all in range', (experiment) => {
    for (const { name, quick, full, least, most, isList } of experiment.parameters) {
      for (const values of [quick, full]) {
        expect(values.length, name).toBeGreaterThan(0);
        if (!isList) expect(values, name).toHaveLength(1);
        for (const value of values) expect(value >= least && value <= most, name).toBe(true);
      }
    }
  });

  it('are taken as asked where they can be had, else as they are by default', () => {
    const experiment = experimentList.find(({ id }) => id === 'scaling');
    if (experiment === undefined) throw new Error('there is no such experiment');
    const values = readValues(experiment, { nodes: '99, 2, x', measure: '', peak: '-5' }, 'quick');
    expect(values).toEqual({ ...defaultValues(experiment, 'quick'), nodes: [2, 8], peak: [5] });
  });
});

it('shortens credentials before they are kept', () => {
  const secret = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
  expect(shorten(secret)).toBe('eyJhb…dXJl'.replace('dXJl', 'XJl'));
});
