/** Reading the audit log: pages, filters, lines. */
import { afterEach, describe, expect, it } from 'vitest';
import { auditLine } from '../../src/audit/audit-line.ts';
import { adasEmail, aWorld, password, type World } from '../a-world.ts';
import { anAuditEntry } from '../../src/testing/index.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function begun(): Promise<World> {
  const world = await aWorld();
  worlds.push(world);
  return world;
}

describe('the audit log as it is read', () => {
  it('holds what has just happened on this node', async () => {
    const { accounts, signUp } = await begun();
    const { subject } = await signUp();
    await accounts.signIn({ email: adasEmail, password, client: { address: '192.0.2.7' } });
    const { entries, next } = await accounts.audit.search({ subject });
    expect(entries.map(({ kind, address }) => [kind, address])).toEqual([
      ['sign_in.succeeded', '192.0.2.7'],
      ['account.signed_up', null],
    ]);
    expect(next).toBeUndefined();
  });

  it('comes page by page, and every page begins where the one before ended', async () => {
    const { accounts, store } = await begun();
    await store.audit.append(Array.from({ length: 5 }, (_, index) => anAuditEntry({ id: `${index}`, at: 1_800_000_000 + index / 8 })));
    const ids: string[][] = [];
    let after: string | undefined;
    do {
      const page = await accounts.audit.search({ limit: 2, ...(after === undefined ? {} : { after }) });
      ids.push(page.entries.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(ids).toEqual([['4', '3'], ['2', '1'], ['0']]);
  });

  it('is walked through from its beginning to its end, over the pages', async () => {
    const { accounts, store } = await begun();
    await store.audit.append(Array.from({ length: 2500 }, (_, index) => anAuditEntry({ id: `${index}`, at: 1_800_000_000 + index })));
    const ids: number[] = [];
    for await (const { id } of accounts.audit.walk({ from: 1_800_000_001 })) ids.push(Number(id));
    expect(ids).toEqual(Array.from({ length: 2499 }, (_, index) => index + 1));
  });

  it.each([
    ['no page', { after: 'yesterday' }],
    ['a text in place of a position', { after: '1~' }],
    ['no entry', { limit: 0 }],
    ['a limit that is too large', { limit: 1001 }],
    ['a kind that there is not', { kinds: ['sign_in.done'] as never }],
  ])('refuses %s', async (_, asked) => {
    const { accounts } = await begun();
    expect(await codeOf(accounts.audit.search(asked))).toBe('request_malformed');
  });
});

describe('a line', () => {
  it('is one line of JSON with the time in words, and nothing that is not known (16.4.1)', () => {
    const line = auditLine(anAuditEntry({ sid: 'sid-1', device: 'x\n{"kind":"forged"}', address: null }));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      ...{ time: '2027-01-15T08:00:00.250Z', id: 'entry-1', kind: 'sign_in.failed', actor: 'nobody', subject: 'account-1' },
      ...{ sid: 'sid-1', device: 'x\n{"kind":"forged"}', way: 'password', reason: 'proof_wrong' },
    });
  });
});
