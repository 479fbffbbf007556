/** Guesses at three nodes: never more than the documented limit, while the owner signs in. The long run of it is `guesses.long.ts`. */
import { requireProgram } from '@gemel/testbed';
import { afterEach, describe, expect, it } from 'vitest';
import { accountDefaults } from '../../src/options.ts';
import { engines, type ThreeNodes } from '../second-factor/three-nodes.ts';
import { behindProxies } from './guess-at-once.ts';
import { besiegeAccount, stuffFromOneAddress } from './run-guesses.ts';

const { account, address } = accountDefaults.throttling;

describe.each(engines)('on three nodes of $name', ({ program, open }) => {
  let three: ThreeNodes | undefined;
  afterEach(async () => three?.stop());
  const isMissing = program !== undefined && requireProgram(program) === undefined;

  it.skipIf(isMissing)(
    'guesses at one account from everywhere are thirty and two an hour, 64 at once, whatever headers say; its owner signs in by passkey meanwhile (6.3.1, S18, S19)',
    async () => {
      three = await open(behindProxies);
      // The time that the test takes lets none more through: it is under half an hour.
      expect(await besiegeAccount(three, { waves: 2, apart: 3600 })).toBe(account.burst + 2);
    },
    60_000,
  );

  it.skipIf(isMissing)(
    'guesses from one address at many accounts are a hundred at once, whatever address it claims to have (S18)',
    async () => {
      three = await open(behindProxies);
      expect(await stuffFromOneAddress(three, { waves: 3, apart: 0 })).toBeLessThanOrEqual(address.burst + 1);
    },
    60_000,
  );
});
