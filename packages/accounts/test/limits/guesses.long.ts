/** Days of guesses at three nodes, 64 at once: never more than the documented limit, while the owner signs in. */
import { requireProgram } from '@gemel/testbed';
import { afterEach, describe, expect, it } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { accountDefaults } from '../../src/options.ts';
import { engines, type ThreeNodes } from '../second-factor/three-nodes.ts';
import { behindProxies } from './guess-at-once.ts';
import { besiegeAccount, stuffFromOneAddress } from './run-guesses.ts';

const { account, address } = accountDefaults.throttling;
const day = 86_400;
/** A wave each hour and each minute, of the accounts' clock. */
const hourly = { waves: 24, apart: 3600 };
const byMinute = { waves: 60, apart: 60 };

describe.each(engines)('on three nodes of $name', ({ name, program, open }) => {
  let three: ThreeNodes | undefined;
  afterEach(async () => three?.stop());
  const isMissing = program !== undefined && requireProgram(program) === undefined;

  it.skipIf(isMissing)(
    'a day of guesses at one account, 64 each hour, is the documented number, fewer than NIST allows in a row',
    async () => {
      three = await open(behindProxies);
      const judged = await besiegeAccount(three, hourly);
      const most = account.burst + day / account.interval;
      appendReportLine('guesses', { engine: name, attack: 'one account, from everywhere', guesses: 24 * 64, over: '24 h', judged, most });
      expect(judged).toBeLessThanOrEqual(most);
      expect(judged).toBeLessThanOrEqual(100);
    },
  );

  it.skipIf(isMissing)('an hour of stuffing from one address, 64 each minute, is the documented number', async () => {
    three = await open(behindProxies);
    const judged = await stuffFromOneAddress(three, byMinute);
    const most = address.burst + 3600 / address.interval;
    appendReportLine('guesses', { engine: name, attack: 'many accounts, from one address', guesses: 60 * 64, over: '1 h', judged, most });
    expect(judged).toBeLessThanOrEqual(most + 3);
  });
});
