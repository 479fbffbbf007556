/** What every runtime must report. */
import { describe, expect, test } from 'vitest';
import { describeOutcomes } from '../conformance-suite.ts';
import type { RuntimeReport } from './run-all.ts';

export function describeReport(runtime: string, { outcomes, life }: RuntimeReport, isSynchronous: boolean): void {
  describeOutcomes(runtime, outcomes);

  describe(`a verifier on ${runtime}`, () => {
    test('finds keys and feed, accepts a token, and refuses it when its session has ended', () => {
      expect(life).toEqual({
        whileItLives: 'accepted',
        afterItsEnd: 'session_revoked',
        atOnce: isSynchronous ? 'accepted' : 'options_invalid',
        fetched: ['/.well-known/oauth-authorization-server', '/feed', '/jwks.json'],
      });
    });
  });
}
