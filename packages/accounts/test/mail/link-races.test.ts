/** One-time links under races, on three nodes that share one PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { requireProgram, startPostgres } from '@gemel/testbed';
import { createGemel } from 'gemel';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Accounts } from '../../src/accounts.ts';
import { createAccounts, type MailMessage } from '../../src/index.ts';
import { createPostgresAccountStore, migratePostgresAccountStore } from '../../src/stores/postgres/index.ts';
import { cheapHashing, issuer, password, signIn } from '../a-world.ts';
import { codeOf, present } from '../support.ts';
import { tokenIn } from './a-mailbox.ts';

const tries = 64;

describe.skipIf(requireProgram('postgres') === undefined)('a link, tried 64 times at once on three nodes (S09)', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let nodes: readonly Accounts[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const sent: MailMessage[] = [];
  let onSent: () => void = () => undefined;

  beforeAll(async () => {
    postgres = await startPostgres();
    const secret = randomBytes(32).toString('base64url');
    const pools = [1, 2, 3].map(() => new pg.Pool({ connectionString: postgres.url, max: 6 }));
    const first = present(pools[0]);
    await migratePostgresStore(first);
    await migratePostgresAccountStore(first);
    const send = async (message: MailMessage): Promise<void> => {
      sent.push(message);
      onSent();
    };
    nodes = await Promise.all(
      pools.map(async (pool) => {
        const store = await createPostgresStore(pool);
        const gemel = await createGemel({ issuer, secret, store });
        const accounts = createAccounts({
          gemel,
          store: await createPostgresAccountStore(pool),
          hashing: cheapHashing,
          mail: { send, signInLinks: true },
        });
        closing.push(
          () => accounts.close(),
          () => gemel.close(),
          () => store.close(),
          () => pool.end(),
        );
        return accounts;
      }),
    );
  }, 60_000);

  afterAll(async () => {
    for (const close of closing) await close();
    await postgres.stop();
  });

  /** Resolves to the next message to an address of that kind, however long the outbox takes. */
  async function messageTo(email: string, kind: MailMessage['kind']): Promise<MailMessage> {
    for (;;) {
      const found = sent.find((message) => message.to === email && message.kind === kind);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        onSent = resolve;
      });
    }
  }

  function everywhere(redeem: (node: Accounts, index: number) => Promise<unknown>): Promise<string[]> {
    return Promise.all(Array.from({ length: tries }, (_, index) => codeOf(redeem(present(nodes[index % 3]), index), 'redeemed')));
  }

  it('confirms an address once', async () => {
    await nodes[0]?.signUp({ email: 'ada@example.com', password });
    const token = tokenIn(await messageTo('ada@example.com', 'verify-email'));
    const outcomes = await everywhere(async (node) => present(node.emailVerification).confirm(token));
    expect(outcomes.filter((outcome) => outcome === 'redeemed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'link_void')).toHaveLength(tries - 1);
  });

  it('sets a password once: the one that was redeemed, and no other', async () => {
    await nodes[0]?.signUp({ email: 'grace@example.com', password });
    await present(nodes[1]?.passwordReset).ask('grace@example.com');
    const token = tokenIn(await messageTo('grace@example.com', 'reset-password'));
    const passwordOf = (index: number): string => `kites under snow, number ${index}`;
    const outcomes = await everywhere((node, index) => present(node.passwordReset).complete({ token, newPassword: passwordOf(index) }));
    const redeemed = outcomes.flatMap((outcome, index) => (outcome === 'redeemed' ? [index] : []));
    expect(redeemed).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'link_void')).toHaveLength(tries - 1);
    const signedIn = await signIn(present(nodes[2]), { email: 'grace@example.com', password: passwordOf(redeemed[0] ?? -1) });
    expect(signedIn.status).toBe('signed_in');
    expect((await nodes[0]?.findByEmail('grace@example.com'))?.isEmailVerified).toBe(true);
  });

  it('takes an invitation once, and the password of whoever was first', async () => {
    const email = 'invited@example.com';
    const { subject } = await present(nodes[0]).addAccount(email);
    await present(present(nodes[1]).accountInvitations).send(subject);
    const token = tokenIn(await messageTo(email, 'invitation'));
    const passwordOf = (index: number): string => `kites over snow, number ${index}`;
    const outcomes = await everywhere((node, index) => present(node.accountInvitations).accept({ token, newPassword: passwordOf(index) }));
    expect(outcomes.filter((outcome) => outcome === 'redeemed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'link_void')).toHaveLength(tries - 1);
    const signedIn = await signIn(present(nodes[2]), { email, password: passwordOf(outcomes.indexOf('redeemed')) });
    expect(signedIn.status).toBe('signed_in');
  });

  it('gives an account another address once, and one address to one account', async () => {
    const to = 'wanted@example.com';
    const people = await Promise.all(
      ['barbara@example.com', 'frances@example.com'].map(async (email) => {
        await nodes[0]?.signUp({ email, password });
        const { session } = await signIn(present(nodes[1]), { email, password });
        return { subject: present(await nodes[0]?.findByEmail(email)).subject, sid: session.sid };
      }),
    );
    const tokens: string[] = [];
    for (const asking of people) {
      sent.length = 0;
      await present(nodes[2]?.emailChange).ask(asking, to);
      tokens.push(tokenIn(await messageTo(to, 'email-change-verify')));
    }
    const outcomes = await everywhere(async (node, index) =>
      present(node.emailChange).confirm(present(people[index % 2]), present(tokens[index % 2])),
    );
    expect(outcomes.filter((outcome) => outcome === 'redeemed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'link_void')).toHaveLength(tries - 1);
    expect(people.map(({ subject }) => subject)).toContain(present(await nodes[0]?.findByEmail(to)).subject);
  });

  it('gives the earlier of two addresses the last word, whoever is faster', async () => {
    for (let round = 0; round < 5; round++) {
      const emails = ['owner', 'thief', 'third'].map((name) => `${name}-${round}@example.com`);
      const [owners = '', ...others] = emails;
      await nodes[0]?.signUp({ email: owners, password });
      await present(nodes[0]?.emailVerification).confirm(tokenIn(await messageTo(owners, 'verify-email')));
      const { session } = await signIn(present(nodes[1]), { email: owners, password });
      const asking = { subject: session.subject, sid: session.sid };
      const tokens: string[] = [];
      for (const [index, email] of others.entries()) {
        await present(nodes[2]?.emailChange).ask(asking, email);
        await present(nodes[0]?.emailChange).confirm(asking, tokenIn(await messageTo(email, 'email-change-verify')));
        tokens.push(tokenIn(await messageTo(emails[index] ?? '', 'email-changed')));
      }
      const outcomes = await everywhere(async (node, index) => present(node.emailChange).undo.confirm(present(tokens[index % 2])));
      const owner = outcomes.filter((outcome, index) => index % 2 === 0 && outcome === 'redeemed');
      expect(owner).toHaveLength(1);
      expect(await nodes[1]?.findBySubject(session.subject)).toMatchObject({ email: owners });
      for (const token of tokens) expect(await present(nodes[2]?.emailChange).undo.look(token)).toBeUndefined();
    }
  });

  it('signs in once, also where it is the first proof of the address', async () => {
    const email = 'edsger@example.com';
    await nodes[0]?.signUp({ email, password });
    for (const _ of ['unverified', 'verified']) {
      sent.length = 0;
      await present(nodes[1]?.signInLink).ask(email);
      const token = tokenIn(await messageTo(email, 'sign-in-link'));
      const outcomes = await everywhere((node) => present(node.signInLink).redeem({ token }));
      expect([...new Set(outcomes)].sort()).toEqual(['link_void', 'redeemed']);
      expect(outcomes.filter((outcome) => outcome === 'redeemed')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'link_void')).toHaveLength(tries - 1);
    }
    expect(await nodes[2]?.findByEmail(email)).toMatchObject({ isEmailVerified: true, hasPassword: false });
  });
});
