/** Halves of a sign-in, and a session, that set a second factor up at once: 64 tries on three nodes, of which one adds one factor. S09, S20 */
import { requireProgram } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totpCode } from '../../src/totp/totp-code.ts';
import { password } from '../a-world.ts';
import { softwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { codeOf } from '../support.ts';
import { fromBase32 } from './an-owner.ts';
import { engines, memory, type Node, type ThreeNodes } from './three-nodes.ts';

const tries = 64;
const rounds = 5;

describe.each([memory, ...engines])('on three nodes with $name', ({ program, open }) => {
  describe.skipIf(program !== undefined && requireProgram(program) === undefined)('halves of one account that has no factor yet', () => {
    let fleet: ThreeNodes;
    beforeAll(async () => {
      fleet = await open({ secondFactor: { required: 'always' } });
    }, 60_000);
    afterAll(() => fleet.stop());

    const nodeAt = (index: number): Node => fleet.nodes[(index % 3) as 0 | 1 | 2]; // a remainder of three

    async function half(email: string): Promise<string> {
      const result = await fleet.nodes[0].accounts.signIn({ email, password });
      return result.status === 'second_factor_needed' ? result.pending : '';
    }

    it('add one factor between them and begin one session, an app and a passkey being set up at once', async () => {
      for (let round = 0; round < rounds; round++) {
        const email = `two-halves-${round}@example.com`;
        const { accounts, gemel, store } = fleet.nodes[0];
        await accounts.signUp({ email, password });
        const subject = (await accounts.findByEmail(email))?.subject ?? '';
        const [one, other] = [await half(email), await half(email)];
        const app = await accounts.secondFactor.enrolment.begin(one);
        const { options } = await accounts.secondFactor.enrolment.beginPasskey(other);
        const code = totpCode(fromBase32(app.secret), Math.floor((gemel.engineTime() + fleet.clock.ahead) / 30));
        const attempt = (index: number): Promise<unknown> => {
          const { enrolment } = nodeAt(index).accounts.secondFactor;
          return index % 2 === 0
            ? enrolment.confirm({ pending: one, enrolment: app.enrolment, code })
            : enrolment.confirmPasskey({ pending: other, credential: softwareAuthenticator().create(options) });
        };
        const outcomes = await Promise.all(Array.from({ length: tries }, (_, index) => codeOf(attempt(index), 'in')));
        expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1);
        expect(await store.authenticators.listByAccount(subject)).toHaveLength(1);
        expect(await gemel.listSessions(subject)).toHaveLength(1);
      }
    });

    // The session is one of before the policy asked for two factors, or the owner's own; the half is that of whoever knows the password.
    it.each(['an app', 'a passkey'] as const)(
      'add none beside %s that a session sets up at the same moment, nor the session beside theirs',
      async (what) => {
        const isApp = what === 'an app';
        for (let round = 0; round < rounds; round++) {
          const email = `half-and-session-${what.at(-1)}-${round}@example.com`;
          const { accounts, gemel, store } = fleet.nodes[0];
          await accounts.signUp({ email, password });
          const subject = (await accounts.findByEmail(email))?.subject ?? '';
          const time = gemel.engineTime() + fleet.clock.ahead;
          const { session } = await gemel.startSession({ subject, authentication: { time, amr: ['pwd'], acr: 'aal1' } });
          const asking = { subject, sid: session.sid };
          const pending = await half(email);
          const { enrolment } = accounts.secondFactor;
          const app = isApp ? await accounts.totp.begin(asking) : await enrolment.begin(pending);
          const { options } = isApp ? await enrolment.beginPasskey(pending) : await accounts.passkeys.beginRegistration(asking);
          const code = totpCode(fromBase32(app.secret), Math.floor(time / 30));
          const credentials = Array.from({ length: tries }, () => softwareAuthenticator().create(options));
          const attempt = (index: number): Promise<unknown> => {
            const { totp, passkeys, secondFactor } = nodeAt(index).accounts;
            const credential = credentials[index];
            if (isApp)
              return index % 2 === 0
                ? totp.confirm(asking, app.enrolment, code)
                : secondFactor.enrolment.confirmPasskey({ pending, credential });
            return index % 2 === 0
              ? passkeys.confirmRegistration(asking, { credential })
              : secondFactor.enrolment.confirm({ pending, enrolment: app.enrolment, code });
          };
          const outcomes = await Promise.all(Array.from({ length: tries }, (_, index) => codeOf(attempt(index), 'in')));
          expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1);
          expect(await store.authenticators.listByAccount(subject)).toHaveLength(1);
        }
      },
    );
  });
});
