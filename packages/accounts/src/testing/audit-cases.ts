/** What every store does with the audit log. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { AuditEntry } from '../audit/audit-event.ts';
import type { AuditQuery, AuditStore } from '../audit/audit-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';
import { anAuditEntry } from './an-audit-entry.ts';

const now = 1_800_000_000;

/** Entries with the ids a, b, c, …, one each second. */
const several = (count: number, given: Partial<AuditEntry> = {}): readonly AuditEntry[] =>
  Array.from({ length: count }, (_, index) => anAuditEntry({ id: String.fromCharCode(97 + index), at: now + index, ...given }));

async function idsOf(audit: AuditStore, query: Partial<AuditQuery> = {}): Promise<string> {
  const found = await audit.search({ order: 'newest', limit: 100, ...query });
  return found.map(({ id }) => id).join('');
}

export const auditCases: readonly AccountStoreCase[] = [
  {
    name: 'keeps what happened whole, and shows it on another connection',
    async run(open) {
      const [store, other] = [await open(), await open()];
      const odd = anAuditEntry({
        id: `o'"\0`,
        at: now + 1.125,
        kind: 'grants.changed',
        actor: 'account:grace',
        subject: `a'"\0b`,
        sid: 'sid-7',
        address: '2001:db8::7',
        device: `x'; -- \0\n"管理"`,
        facts: { roles: ['naïve "role"', '管理'], permissions: [] },
      });
      const bare = anAuditEntry({ id: 'p', at: now, subject: null, address: null, device: null, facts: {} });
      await store.audit.append([odd, bare]);
      await store.audit.append([]);
      deepStrictEqual(await other.audit.search({ order: 'newest', limit: 9 }), [odd, bare]);
    },
  },
  {
    name: 'keeps an event that comes twice once, as it came first',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.audit.append([anAuditEntry()]);
      await other.audit.append([anAuditEntry({ kind: 'account.deleted' }), anAuditEntry({ id: 'entry-2', at: now })]);
      const found = await store.audit.search({ order: 'newest', limit: 9 });
      deepStrictEqual(found, [anAuditEntry(), anAuditEntry({ id: 'entry-2', at: now })]);
    },
  },
  {
    name: 'finds by kind, account, session, address and time, and by all of them together',
    async run(open) {
      const { audit } = await open();
      await audit.append([
        anAuditEntry({ id: 'a', at: now }),
        anAuditEntry({ id: 'b', at: now + 1, kind: 'sign_in.succeeded', sid: 'sid-1' }),
        anAuditEntry({ id: 'c', at: now + 2, subject: 'account-2' }),
        anAuditEntry({ id: 'd', at: now + 3, subject: null, address: '192.0.2.8' }),
        anAuditEntry({ id: 'e', at: now + 4, kind: 'session.ended', sid: 'sid-1', address: null }),
      ]);
      strictEqual(await idsOf(audit), 'edcba');
      strictEqual(await idsOf(audit, { kinds: ['sign_in.succeeded', 'session.ended'] }), 'eb');
      strictEqual(await idsOf(audit, { kinds: ['session.ended', 'sign_in.failed', 'session.ended'], limit: 3 }), 'edc');
      strictEqual(await idsOf(audit, { kinds: ['session.ended', 'sign_in.failed'], order: 'oldest', limit: 2, from: now + 1 }), 'cd');
      strictEqual(await idsOf(audit, { kinds: ['session.ended', 'sign_in.failed'], after: { at: now + 3, id: 'd' } }), 'ca');
      strictEqual(await idsOf(audit, { kinds: ['session.ended', 'sign_in.failed'], subject: 'account-2' }), 'c');
      strictEqual(await idsOf(audit, { kinds: [] }), '');
      strictEqual(await idsOf(audit, { subject: 'account-1' }), 'eba');
      strictEqual(await idsOf(audit, { subject: `account-1' OR ''='` }), '');
      strictEqual(await idsOf(audit, { sid: 'sid-1' }), 'eb');
      strictEqual(await idsOf(audit, { address: '192.0.2.7' }), 'cba');
      strictEqual(await idsOf(audit, { from: now + 1, to: now + 3 }), 'cb');
      strictEqual(await idsOf(audit, { subject: 'account-1', kinds: ['sign_in.failed'], to: now + 9, address: '192.0.2.7' }), 'a');
    },
  },
  {
    name: 'hands the log out page by page, newest or oldest first, and leaves nothing out where times are the same',
    async run(open) {
      const { audit } = await open();
      await audit.append([...several(3), ...several(6, { at: now + 1 }).slice(3)]);
      strictEqual(await idsOf(audit, { limit: 2 }), 'cf');
      strictEqual(await idsOf(audit, { limit: 3, after: { at: now + 1, id: 'f' } }), 'edb');
      strictEqual(await idsOf(audit, { after: { at: now + 1, id: 'b' } }), 'a');
      strictEqual(await idsOf(audit, { order: 'oldest', limit: 3 }), 'abd');
      strictEqual(await idsOf(audit, { order: 'oldest', after: { at: now + 1, id: 'd' } }), 'efc');
    },
  },
  {
    name: 'removes what is old, the oldest first and no more at once than is asked for',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.audit.append(several(6));
      strictEqual(await store.audit.prune(now + 4, 3), 3);
      strictEqual(await idsOf(other.audit), 'fed');
      strictEqual(await other.audit.prune(now + 4, 3), 1);
      strictEqual(await other.audit.prune(now + 4, 3), 0);
      strictEqual(await idsOf(store.audit), 'fe');
    },
  },
  {
    name: 'keeps what happened to an account after the account itself is gone',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      await store.audit.append([anAuditEntry({ subject: 'account-1' })]);
      strictEqual(await store.remove('account-1'), true);
      strictEqual((await store.audit.search({ order: 'newest', limit: 1, subject: 'account-1' })).length, 1);
    },
  },
];
