/** What a newer version left in the database, as a node sees it that runs beside it, or after a way back: it is read, and nothing fails for it. F22 */
import { expect, it } from 'vitest';
import type { AuditKind } from '../../src/audit/audit-event.ts';
import type { ChallengePurpose } from '../../src/challenges/challenge-purposes.ts';
import { anAccount } from '../../src/testing/an-account.ts';
import { anAuditEntry } from '../../src/testing/an-audit-entry.ts';
import { describeOnDatabases } from './describe-on-databases.ts';

const now = 1_800_000_000;

describeOnDatabases((engine, openDatabase) => {
  it(`an event of a kind that is not known stands in the log as just that (F22, ${engine})`, async () => {
    const { audit } = (await (await openDatabase())()).accounts;
    const kind = 'thing.happened' as AuditKind; // which a newer version has
    const known = anAuditEntry({ id: 'a', at: now });
    const newer = anAuditEntry({ id: 'b', at: now + 1, facts: { thing: 7 } });
    await audit.append([known, { ...newer, kind }]);
    expect(await audit.search({ order: 'oldest', limit: 9 })).toEqual([
      known,
      { ...newer, kind: 'audit.kind_unknown', facts: { thing: 7, kind } },
    ]);
  });

  it(`a one-time thing of a purpose that is not known is left alone (F22, ${engine})`, async () => {
    const store = (await (await openDatabase())()).accounts;
    await store.insert(anAccount());
    const known = {
      idHash: 'a',
      purpose: 'reset_password',
      account: 'account-1',
      stamp: 1,
      data: null,
      expiresAt: now + 60,
      triesLeft: 5,
    } as const;
    const purpose = 'another' as ChallengePurpose; // which a newer version has
    await store.challenges.put(known);
    await store.challenges.put({ ...known, idHash: 'b', purpose });
    expect(await store.challenges.listOf('account-1', now)).toEqual([known]);
    expect(await store.challenges.removeOf('account-1')).toBe(2);
  });
});
