/** What is good once is good once on all nodes together: three of them on one database, PostgreSQL and SQLite. S09, S22 */
import { describe, expect, it } from 'vitest';
import type { Accounts } from '../../src/index.ts';
import { adasEmail, password, signIn } from '../a-world.ts';
import { describeOnDatabases, type OpenStores } from '../stores/describe-on-databases.ts';
import { openThreeNodes } from '../stores/three-nodes.ts';
import { codeOf, present } from '../support.ts';
import { addPasskey, type Held, show } from './a-passkey-world.ts';
import { softwareAuthenticator } from './software-authenticator.ts';

interface Fleet {
  readonly nodes: readonly Accounts[];
  readonly held: Held;
  readonly asking: { readonly subject: string; readonly sid: string };
}

async function aFleet(open: OpenStores): Promise<Fleet> {
  const fleet = await openThreeNodes(open, { secondFactor: { required: { roles: ['admin'] } } });
  const nodes = fleet.map(({ accounts }) => accounts);
  const first = present(nodes[0]);
  await first.signUp({ email: adasEmail, password });
  const { session } = await signIn(first, { email: adasEmail, password });
  const asking = { subject: session.subject, sid: session.sid };
  return { nodes, asking, held: await addPasskey({ accounts: first }, asking, { counter: 1 }) };
}

/** Asks all nodes in turn, 64 times at once, and returns what came of it. */
async function race(nodes: readonly Accounts[], act: (accounts: Accounts, index: number) => Promise<unknown>): Promise<readonly string[]> {
  const tries = Array.from({ length: 64 }, (_, index) => codeOf(act(present(nodes[index % nodes.length]), index), 'in'));
  return Promise.all(tries);
}

function describeRaces(engine: string, openFleet: () => Promise<Fleet>): void {
  describe(`passkeys of three nodes on ${engine}`, () => {
    it('redeem a challenge once, of 64 at once', async () => {
      const { nodes, held } = await openFleet();
      const credential = await show({ accounts: present(nodes[0]) }, held.authenticator);
      const answers = await race(nodes, (accounts) => accounts.passkeys.signIn({ credential }));
      expect(answers.filter((one) => one === 'in')).toHaveLength(1);
      expect(answers.filter((one) => one === 'passkey_failed')).toHaveLength(63);
    });

    it('let one in of 64 signatures with one count, each for a challenge of its own', async () => {
      const { nodes, held } = await openFleet();
      const shown = await Promise.all(
        Array.from({ length: 64 }, (_, index) => show({ accounts: present(nodes[index % 3]) }, held.authenticator, { counter: 9 })),
      );
      const answers = await race(nodes, (accounts, index) => accounts.passkeys.signIn({ credential: shown[index] }));
      expect(answers.filter((one) => one === 'in')).toHaveLength(1);
    });

    it('add one passkey for a challenge, of 64 at once', async () => {
      const { nodes, held, asking } = await openFleet();
      const first = present(nodes[0]);
      const { session } = await first.passkeys.signIn({ credential: await show({ accounts: first }, held.authenticator) });
      const again = { subject: asking.subject, sid: session.sid };
      const { options } = await first.passkeys.beginRegistration(again);
      const answers = await race(nodes, (accounts) =>
        accounts.passkeys.confirmRegistration(again, { credential: softwareAuthenticator().create(options) }),
      );
      expect(answers.filter((one) => one === 'in')).toHaveLength(1);
      expect(await first.passkeys.list(asking.subject)).toHaveLength(2);
    });

    it('add one passkey inside half a sign-in, of 64 at once', async () => {
      const { nodes } = await openFleet();
      const first = present(nodes[0]);
      await first.signUp({ email: 'grace@example.com', password });
      await first.grant('grace@example.com', { roles: ['admin'] });
      const half = await first.signIn({ email: 'grace@example.com', password });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const { options } = await first.secondFactor.enrolment.beginPasskey(pending);
      const answers = await race(nodes, ({ secondFactor }) =>
        secondFactor.enrolment.confirmPasskey({ pending, credential: softwareAuthenticator().create(options) }),
      );
      expect(answers.filter((one) => one === 'in')).toHaveLength(1);
      const account = present(await first.findByEmail('grace@example.com'));
      expect(await first.passkeys.list(account.subject)).toHaveLength(1);
    });
  });
}

describeOnDatabases((engine, openDatabase) => describeRaces(engine, async () => aFleet(await openDatabase())));
