/** The end of an account on every engine, seen from another node, and raced by everything that could outlive it. S08 */
import { requireProgram } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../a-world.ts';
import { softwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { engines, memory, type Node, type ThreeNodes } from '../second-factor/three-nodes.ts';
import { codeOf, present } from '../support.ts';
import { aPerson, byBearer, byCookie, nodeOf, type Person, shownPasskeys } from './a-person.ts';

const tries = 64;
const newPassword = 'seven kites under snow';

describe.each([memory, ...engines])('the end of an account with $name', ({ program, open }) => {
  describe.skipIf(program !== undefined && requireProgram(program) === undefined)('on three nodes', () => {
    let fleet: ThreeNodes;
    beforeAll(async () => {
      fleet = await open();
    }, 60_000);
    afterAll(() => fleet.stop());

    /** Both credentials of a session that a second node has used before. */
    async function seenElsewhere({ started }: Person): Promise<void> {
      expect(await byCookie(fleet.nodes[1], started)).toBe('authenticated');
      const { tokens } = started;
      const { accessToken, refreshToken } = await fleet.nodes[1].gemel.refresh(present(present(tokens).refreshToken));
      Object.assign(present(tokens), { accessToken, refreshToken });
      expect(await byBearer(fleet.nodes[1], started)).toBe('authenticated');
    }

    async function endsEverywhere({ started }: Pick<Person, 'started'>): Promise<void> {
      for (const node of fleet.nodes) {
        await expect.poll(() => byCookie(node, started), { interval: 20 }).toBe('session_revoked');
        await expect.poll(() => byBearer(node, started), { interval: 20 }).toBe('session_revoked');
        expect(await codeOf(node.gemel.refresh(present(started.tokens?.refreshToken)))).toBe('session_revoked');
      }
    }

    /** Nothing that lies anywhere lets anybody in, or is a part of the account. */
    async function isGone({ subject, email }: Person): Promise<void> {
      for (const { gemel, accounts, store } of fleet.nodes) {
        expect(await gemel.listSessions(subject)).toEqual([]);
        expect(await accounts.findBySubject(subject)).toBeUndefined();
        expect(await codeOf(accounts.signIn({ email, password }))).toBe('sign_in_failed');
        expect(await store.authenticators.listByAccount(subject)).toEqual([]);
        expect(await store.challenges.removeOf(subject)).toBe(0);
        expect(await store.listPending()).toEqual([]);
      }
    }

    it.each([
      ['its owner', (node: Node, { asking }: Person) => node.accounts.leaving.deleteOwn(asking)],
      ['an operator', (node: Node, { subject }: Person) => node.accounts.deleteAccount(subject)],
    ])('by %s: sessions, refresh tokens, authenticators and whatever is pending, on every node (S08, S04, 7.4.2)', async (_, remove) => {
      const person = await aPerson(fleet);
      const pending = await person.half(fleet.nodes[2]);
      const [passkey] = await shownPasskeys(fleet, person, 1);
      await seenElsewhere(person);
      await remove(fleet.nodes[0], person);
      await endsEverywhere(person);
      await isGone(person);
      const { accounts } = fleet.nodes[2];
      const { link, recoveryCodes } = person;
      expect(await codeOf(accounts.secondFactor.confirm({ pending, recoveryCode: present(recoveryCodes[0]) }))).toBe(
        'second_factor_failed',
      );
      expect(await codeOf(accounts.passkeys.signIn({ credential: passkey }))).toBe('passkey_failed');
      expect(await codeOf(present(accounts.passwordReset).complete({ token: link, newPassword }))).toBe('link_void');
      expect((await fleet.messageTo(person.email, 'account-deleted')).to).toBe(person.email);
    });

    it('leaves the subject in the audit log and in ended sessions, and nowhere the address (S08)', async () => {
      const person = await aPerson(fleet);
      await fleet.nodes[0].accounts.deleteAccount(person.subject);
      await fleet.nodes[0].accounts.audit.search();
      const tables = (await fleet.dump?.()) ?? new Map<string, string>();
      const holding = (text: string): string[] => [...tables].filter(([, rows]) => rows.includes(text)).map(([name]) => name);
      expect(holding(person.email)).toEqual([]);
      const allowed = ['gemel_audit', 'gemel_session', 'gemel_subject'];
      expect(holding(person.subject).filter((name) => !allowed.includes(name))).toEqual([]);
      if (fleet.dump !== undefined) expect(holding(person.subject)).toContain('gemel_audit');
    });

    it('disabled: sessions and refresh tokens end, and what was pending is void for ever (S08, 7.4.2)', async () => {
      const person = await aPerson(fleet);
      const { subject, link, recoveryCodes } = person;
      const pending = await person.half(fleet.nodes[2]);
      const [passkey] = await shownPasskeys(fleet, person, 1);
      await seenElsewhere(person);
      await fleet.nodes[0].accounts.setDisabled(subject, true);
      await endsEverywhere(person);
      const { accounts, store } = fleet.nodes[1];
      expect(await store.challenges.removeOf(subject)).toBe(0);
      expect(await codeOf(accounts.passkeys.signIn({ credential: passkey }))).toBe('passkey_failed');
      await fleet.nodes[0].accounts.setDisabled(subject, false);
      expect(await codeOf(accounts.secondFactor.confirm({ pending, recoveryCode: present(recoveryCodes[0]) }))).toBe(
        'second_factor_failed',
      );
      expect(await codeOf(present(accounts.passwordReset).complete({ token: link, newPassword }))).toBe('link_void');
      await endsEverywhere(person);
    });

    const races: readonly { readonly what: string; prepare(person: Person): Promise<(node: Node, index: number) => Promise<unknown>> }[] = [
      {
        what: 'sign-ins',
        prepare:
          async ({ email }) =>
          (node) =>
            node.accounts.signIn({ email, password }),
      },
      {
        what: 'refreshes',
        prepare:
          async ({ started }) =>
          (node) =>
            node.gemel.refresh(present(started.tokens?.refreshToken)),
      },
      {
        what: 'a mailed link',
        prepare:
          async ({ link }) =>
          (node, index) =>
            present(node.accounts.passwordReset).complete({ token: link, newPassword: `${newPassword} ${index}` }),
      },
      {
        what: 'passkeys',
        prepare: async (person) => {
          const shown = await shownPasskeys(fleet, person, tries);
          return (node, index) => node.accounts.passkeys.signIn({ credential: shown[index] });
        },
      },
      {
        what: 'second factors',
        prepare: async (person) => {
          const halves = [await person.half(fleet.nodes[0]), await person.half(fleet.nodes[1]), await person.half(fleet.nodes[2])];
          return (node, index) => {
            const recoveryCode = present(person.recoveryCodes[index % 10]);
            return node.accounts.secondFactor.confirm({ pending: present(halves[index % 3]), recoveryCode });
          };
        },
      },
      {
        what: 'new authenticators',
        prepare:
          async ({ asking }) =>
          async (node) => {
            const { options } = await node.accounts.passkeys.beginRegistration(asking);
            return node.accounts.passkeys.confirmRegistration(asking, { credential: softwareAuthenticator().create(options) });
          },
      },
      {
        what: 'what an operator does',
        prepare:
          async ({ subject, email }) =>
          (node, index) => {
            if (index % 3 === 0) return node.accounts.setDisabled(subject, false);
            return index % 3 === 1 ? node.accounts.setDisabled(subject, true) : node.accounts.grant(email, { roles: [`role-${index}`] });
          },
      },
    ];

    it.each(races)('raced by 64 of $what leaves nothing that lives (S08, S09, invariant 5)', async ({ prepare }) => {
      const person = await aPerson(fleet);
      const attempt = await prepare(person);
      const work = Array.from({ length: tries }, (_, index) => async () => attempt(nodeOf(fleet, index), index));
      work.splice(tries / 4, 0, () => fleet.nodes[1].accounts.deleteAccount(person.subject));
      const answers = await Promise.all(work.map((one) => one().catch((error: unknown) => error)));
      expect(answers[tries / 4]).toBe(true);
      await endsEverywhere(person);
      for (const answer of answers) {
        const { tokens, sessionToken } = Object(answer) as Partial<Person['started']>; // what is absent is not asked for
        for (const node of fleet.nodes) {
          if (sessionToken !== undefined)
            await expect.poll(() => byCookie(node, { sessionToken }), { interval: 20 }).toBe('session_revoked');
          if (tokens !== undefined) await expect.poll(() => byBearer(node, { tokens }), { interval: 20 }).toBe('session_revoked');
        }
      }
      await isGone(person);
    });

    it('asked for 64 times at once happens once, and is told once', async () => {
      const { subject, email, asking } = await aPerson(fleet);
      const { accounts } = fleet.nodes[0];
      await Promise.all(
        Array.from({ length: tries }, (_, index) =>
          index % 2 === 0
            ? nodeOf(fleet, index).accounts.deleteAccount(subject)
            : codeOf(nodeOf(fleet, index).accounts.leaving.deleteOwn(asking)),
        ),
      );
      await fleet.messageTo(email, 'account-deleted');
      for (const node of fleet.nodes) await node.accounts.audit.search();
      const { entries } = await accounts.audit.search({ subject, kinds: ['account.deleted'] });
      expect(entries).toHaveLength(1);
      expect(fleet.sent.filter(({ to, kind }) => to === email && kind === 'account-deleted')).toHaveLength(1);
    });
  });
});
