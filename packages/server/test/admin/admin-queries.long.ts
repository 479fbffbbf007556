/**
 * How soon a page of accounts or of the audit log is there, with ten thousand accounts and a hundred thousand events, on each database; what was measured stands in
 * docs/results/admin-queries.md.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AccountStore, createAccounts } from '@gemel/accounts';
import { anAccount, anAuditEntry } from '@gemel/accounts/testing';
import { requireProgram, startPostgres } from '@gemel/testbed';
import { createGemel } from 'gemel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import type { AdminContext } from '../../src/admin/admin-operation.ts';
import { listEvents, type ListEvents } from '../../src/admin/audit/list-events.ts';
import { runOperation } from '../../src/admin/run-operation.ts';
import { listUsers, type ListUsers } from '../../src/admin/users/list-users.ts';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { databaseAt } from '../../src/stores/database-at.ts';
import { openStores } from '../../src/stores/open-stores.ts';
import { makeFolder } from '../support/server-process.ts';

const accountsCount = 10_000;
const eventsCount = 100_000;
const batch = 500;
const latestMs = 50;
const samples = 200;
const begunAt = 1_800_000_000;

const subjectOf = (index: number): string => `subject-${String(index % accountsCount).padStart(5, '0')}`;
const emailOf = (index: number): string => `person-${String(index).padStart(5, '0')}@example.com`;
const kinds = ['sign_in.succeeded', 'sign_in.failed', 'session.ended', 'step_up.succeeded'] as const;

async function fill(store: AccountStore): Promise<void> {
  for (let begun = 0; begun < accountsCount; begun += batch) {
    await store.insertMany(
      Array.from({ length: batch }, (_, index) => anAccount({ id: subjectOf(begun + index), email: emailOf(begun + index) })),
    );
  }
  for (let begun = 0; begun < eventsCount; begun += batch) {
    await store.audit.append(
      Array.from({ length: batch }, (_, offset) => {
        const index = begun + offset;
        const kind = index % 5000 === 7 ? 'account.disabled' : (kinds[index % kinds.length] ?? 'sign_in.failed');
        return anAuditEntry({
          ...{ id: `event-${String(index).padStart(6, '0')}`, at: begunAt + index, kind, subject: subjectOf(index * 7919) },
          ...{ sid: `sid-${index % 20_000}`, address: `192.0.${index % 256}.${Math.floor(index / 256) % 256}` },
        });
      }),
    );
  }
}

const any = (most: number): number => Math.floor(Math.random() * most);

const userQueries: Readonly<Record<string, () => ListUsers>> = {
  'accounts: the first page': () => ({ limit: 50 }),
  'accounts: any page, 200 rows': () => ({ after: emailOf(any(accountsCount)), limit: 200 }),
  'accounts: by the beginning of the address': () => ({ email: emailOf(any(accountsCount)).slice(0, 7 + any(6)) }),
  'accounts: by an address that is not there': () => ({ email: `nobody-${any(1000)}@` }),
};

const eventQueries: Readonly<Record<string, () => ListEvents>> = {
  'audit: the newest': () => ({ limit: 50 }),
  'audit: any page, 200 rows': () => ({ after: `${begunAt + any(eventsCount)}~event-000000`, limit: 200 }),
  'audit: the oldest': () => ({ order: 'oldest', limit: 50 }),
  'audit: of an account': () => ({ subject: subjectOf(any(accountsCount)) }),
  'audit: of an account and a kind': () => ({ subject: subjectOf(any(accountsCount)), kinds: ['sign_in.failed'] }),
  'audit: of a session': () => ({ sid: `sid-${any(20_000)}` }),
  'audit: from an address': () => ({ address: `192.0.${any(256)}.${any(256)}` }),
  'audit: of a frequent kind': () => ({ kinds: ['sign_in.failed'] }),
  'audit: of a rare kind': () => ({ kinds: ['account.disabled'] }),
  'audit: of a kind that never was': () => ({ kinds: ['key.retired'] }),
  'audit: of several kinds, rare and frequent': () => ({ kinds: ['account.disabled', 'sign_in.failed', 'key.retired'] }),
  'audit: of several rare kinds': () => ({ kinds: ['account.disabled', 'key.retired', 'role.removed'] }),
  'audit: of an hour': () => {
    const from = begunAt + any(eventsCount);
    return { from, to: from + 3600 };
  },
  'audit: of several kinds in an hour': () => {
    const from = begunAt + any(eventsCount);
    return { from, to: from + 3600, kinds: ['account.disabled', 'sign_in.failed'] };
  },
};

const hasPostgres = requireProgram('postgres') !== undefined;

describe.each(['SQLite', ...(hasPostgres ? ['PostgreSQL'] : [])])('a page on %s', (engine) => {
  let context: AdminContext;
  const stops: (() => Promise<unknown> | void)[] = [];

  beforeAll(async () => {
    const folder = makeFolder();
    stops.unshift(() => rmSync(folder, { recursive: true, force: true }));
    let url = `sqlite:${join(folder, 'gemel.db')}`;
    if (engine === 'PostgreSQL') {
      const postgres = await startPostgres({ isDurable: true });
      stops.unshift(() => postgres.stop());
      url = await postgres.createDatabase();
    }
    const configuration = loadConfiguration({ GEMEL_DATABASE_URL: url }, () => '');
    await (await databaseAt(configuration.database)).migrate();
    const stores = await openStores(configuration);
    stops.unshift(() => stores.close());
    await fill(stores.accounts);
    const gemel = await createGemel({
      issuer: 'https://app.example',
      secret: randomBytes(32).toString('base64url'),
      store: stores.sessions,
    });
    stops.unshift(() => gemel.close());
    const accounts = createAccounts({ gemel, store: stores.accounts, audit: { keepFor: 3_000_000_000 } });
    const { fleet, keys } = stores.sessions;
    context = { gemel, accounts, fleet, keys, outbox: undefined, version: '0', actor: { kind: 'operator' } };
  }, 600_000);

  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  async function measure(query: string, ask: () => Promise<number>): Promise<void> {
    for (let count = 0; count < 20; count += 1) await ask();
    const times: number[] = [];
    let rows = 0;
    for (let count = 0; count < samples; count += 1) {
      const begunMs = performance.now();
      rows += await ask();
      times.push(performance.now() - begunMs);
    }
    const sorted = times.toSorted((left, right) => left - right);
    const at = (share: number): number => Math.round((sorted[Math.floor(share * samples)] ?? Number.NaN) * 100) / 100;
    appendReportLine('admin-queries', {
      engine,
      query,
      rows: rows / samples,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      maxMs: at((samples - 1) / samples),
    });
    expect(at(0.95), query).toBeLessThanOrEqual(latestMs);
  }

  it.each(Object.entries(userQueries))(`${'%s'} is there within ${latestMs} ms at the 95th percentile`, (name, make) =>
    measure(name, async () => (await runOperation(context, listUsers, make())).users.length),
  );

  it.each(Object.entries(eventQueries))(`${'%s'} is there within ${latestMs} ms at the 95th percentile`, (name, make) =>
    measure(name, async () => (await runOperation(context, listEvents, make())).events.length),
  );
});
