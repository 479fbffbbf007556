/** Second factors under races: 64 tries at once, on three nodes that share one engine. */
import { requireProgram } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totpCode } from '../../src/totp/totp-code.ts';
import { password } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { fromBase32 } from './an-owner.ts';
import { engines, type Node, type ThreeNodes } from './three-nodes.ts';

const tries = 64;

describe.each(engines)('on three nodes with $name', ({ program, open }) => {
  describe.skipIf(program !== undefined && requireProgram(program) === undefined)('64 tries at once', () => {
    let fleet: ThreeNodes;
    let people = 0;
    beforeAll(async () => {
      fleet = await open();
    }, 60_000);
    afterAll(() => fleet.stop());

    const now = (): number => fleet.nodes[0].gemel.engineTime() + fleet.clock.ahead;

    interface Person {
      readonly email: string;
      readonly asking: { readonly subject: string; readonly sid: string };
      /** What the app shows in the next half minute: good, and not used yet. */
      nextCode(): string;
      halves(count: number): Promise<readonly string[]>;
    }

    async function somebody(): Promise<{ email: string; asking: Person['asking'] }> {
      people += 1;
      const email = `racer-${people}@example.com`;
      const { accounts, gemel } = fleet.nodes[0];
      await accounts.signUp({ email, password });
      const subject = (await accounts.findByEmail(email))?.subject ?? '';
      const { session } = await gemel.startSession({ subject, authentication: { time: now(), amr: ['pwd'], acr: 'aal1' } });
      return { email, asking: { subject, sid: session.sid } };
    }

    async function anEnrolled(): Promise<Person> {
      const { email, asking } = await somebody();
      const { accounts } = fleet.nodes[0];
      const { enrolment, secret } = await accounts.totp.begin(asking);
      const codeNow = (): string => totpCode(fromBase32(secret), Math.floor(now() / 30));
      await accounts.totp.confirm(asking, enrolment, codeNow());
      return {
        email,
        asking,
        nextCode: () => {
          fleet.clock.ahead += 30;
          return codeNow();
        },
        halves: async (count) => {
          const pending: string[] = [];
          while (pending.length < count) {
            const result = await accounts.signIn({ email, password });
            if (result.status === 'second_factor_needed') pending.push(result.pending);
          }
          return pending;
        },
      };
    }

    function everywhere(attempt: (node: Node, index: number) => Promise<unknown>, count = tries): Promise<string[]> {
      const node = (index: number): Node => fleet.nodes[(index % 3) as 0 | 1 | 2]; // a remainder of three
      return Promise.all(Array.from({ length: count }, (_, index) => codeOf(attempt(node(index), index), 'in')));
    }

    const count = (outcomes: readonly string[], code: string): number => outcomes.filter((one) => one === code).length;

    it('let a right code of the app in once (S09, S20, 6.5.1)', async () => {
      const person = await anEnrolled();
      const halves = await person.halves(16);
      const totp = person.nextCode();
      const outcomes = await everywhere(({ accounts }, index) =>
        accounts.secondFactor.confirm({ pending: halves[index % 16] ?? '', totp }),
      );
      expect(count(outcomes, 'in')).toBe(1);
      expect(count(outcomes, 'second_factor_failed') + count(outcomes, 'sign_in_throttled')).toBe(tries - 1);
    });

    it('judge ten wrong codes of the app, and no more (S20)', async () => {
      const person = await anEnrolled();
      const halves = await person.halves(16);
      const outcomes = await everywhere(({ accounts }, index) =>
        accounts.secondFactor.confirm({ pending: halves[index % 16] ?? '', totp: 'wrong' }),
      );
      expect([count(outcomes, 'second_factor_failed'), count(outcomes, 'sign_in_throttled')]).toEqual([10, tries - 10]);
    });

    it('use one half of a sign-in once, however many different codes are right (S09)', async () => {
      const person = await anEnrolled();
      const codes = await fleet.nodes[0].accounts.recoveryCodes.renew(person.asking);
      const [pending = ''] = await person.halves(1);
      const before = (await fleet.nodes[0].gemel.listSessions(person.asking.subject)).length;
      const outcomes = await everywhere(
        ({ accounts }, index) => accounts.secondFactor.confirm({ pending, recoveryCode: codes[index] ?? '' }),
        codes.length,
      );
      expect(count(outcomes, 'in')).toBe(1);
      expect(await fleet.nodes[1].gemel.listSessions(person.asking.subject)).toHaveLength(before + 1);
    });

    it('redeem a recovery code once (S09, 6.5.1)', async () => {
      const person = await anEnrolled();
      const [recoveryCode = ''] = await fleet.nodes[0].accounts.recoveryCodes.renew(person.asking);
      const halves = await person.halves(16);
      const outcomes = await everywhere(({ accounts }, index) =>
        accounts.secondFactor.confirm({ pending: halves[index % 16] ?? '', recoveryCode }),
      );
      expect([count(outcomes, 'in'), count(outcomes, 'second_factor_failed')]).toEqual([1, tries - 1]);
      expect((await fleet.nodes[2].accounts.recoveryCodes.find(person.asking.subject))?.left).toBe(9);
    });

    it('lose none of ten recovery codes that are used at once', async () => {
      const person = await anEnrolled();
      const codes = await fleet.nodes[0].accounts.recoveryCodes.renew(person.asking);
      const halves = await person.halves(codes.length);
      const outcomes = await everywhere(
        ({ accounts }, index) => accounts.secondFactor.confirm({ pending: halves[index] ?? '', recoveryCode: codes[index] ?? '' }),
        codes.length,
      );
      expect(outcomes).toEqual(codes.map(() => 'in'));
      expect(await fleet.nodes[2].accounts.recoveryCodes.find(person.asking.subject)).toBeUndefined();
    });

    it('enrol an app once (S09)', async () => {
      const { asking } = await somebody();
      const { enrolment, secret } = await fleet.nodes[0].accounts.totp.begin(asking);
      const code = totpCode(fromBase32(secret), Math.floor(now() / 30));
      const outcomes = await everywhere(({ accounts }) => accounts.totp.confirm(asking, enrolment, code));
      expect(count(outcomes, 'in')).toBe(1);
    });

    it('step a session up once with one code', async () => {
      const person = await anEnrolled();
      const factor = { totp: person.nextCode() };
      const outcomes = await everywhere(({ accounts }) => accounts.stepUp.confirm(person.asking, { password, factor }), 8);
      expect(count(outcomes, 'in')).toBe(1);
    });
  });
});
