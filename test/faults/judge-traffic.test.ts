import { describe, expect, test } from 'vitest';
import { judgeTraffic, type Note } from './fleet/judge-traffic.ts';
import { percentile } from './fleet/percentile.ts';

const aNote = (note: Partial<Note> = {}): Note => ({ accepted: 1, lastAcceptedMs: null, last: null, refused: {}, faults: {}, ...note });
const acknowledged = [{ sid: 's', askedMs: 90, ackedMs: 100 }];

describe('what the processes noted, put together', () => {
  test('is late by the slowest of them, and not at all where nobody accepted after the acknowledgement', () => {
    const reports = { a: { s: { bearer: aNote({ lastAcceptedMs: 130 }) } }, b: { s: { cookie: aNote({ lastAcceptedMs: 99 }) } } };
    expect(judgeTraffic(acknowledged, reports, 500)).toMatchObject({ lagsMs: [30], violations: [], acceptances: 2 });
    expect(judgeTraffic(acknowledged, { b: reports.b }, 500).lagsMs).toEqual([0]);
  });

  test('names who accepted past the bound', () => {
    const reports = { a: { s: { bearer: aNote({ lastAcceptedMs: 601 }) } } };
    expect(judgeTraffic(acknowledged, reports, 500).violations).toEqual(['s by a, bearer, 501 ms after the acknowledgement']);
  });

  test('adds up refusals and faults by code', () => {
    const notes = {
      bearer: aNote({ refused: { session_revoked: 2 } }),
      cookie: aNote({ refused: { session_revoked: 1 }, faults: { view_stale: 3 } }),
    };
    expect(judgeTraffic([], { a: { s: notes } }, 500)).toMatchObject({ refused: { session_revoked: 3 }, faults: { view_stale: 3 } });
  });

  test('is told in percentiles', () => {
    const values = Array.from({ length: 200 }, (_, index) => index + 1);
    expect([50, 99, 100].map((percent) => percentile(values, percent))).toEqual([100, 198, 200]);
    expect(percentile([], 99)).toBe(0);
  });
});
