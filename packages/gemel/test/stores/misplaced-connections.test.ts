/** A URL or a path in the place of an open connection, as one is written first: the message says what to write instead. */
import { describe, expect, test } from 'vitest';
import { createPostgresStore, migratePostgresStore } from '../../src/stores/postgres/index.ts';
import { createRedisStore } from '../../src/stores/redis/index.ts';
import { createSqliteStore, migrateSqliteStore } from '../../src/stores/sqlite/index.ts';

const takers = [
  [createPostgresStore, 'postgres://localhost/app', /^createPostgresStore: pool takes a Pool of the package pg: write new pg\.Pool/],
  [migratePostgresStore, 'postgres://localhost/app', /^migratePostgresStore: pool takes a Pool of the package pg/],
  [createRedisStore, 'redis://localhost', /^createRedisStore: client: pass new Redis/],
  [createSqliteStore, 'gemel.db', /^createSqliteStore: database takes an open one: write new DatabaseSync\('gemel\.db'\)/],
  [migrateSqliteStore, 'gemel.db', /^migrateSqliteStore: database takes an open one/],
] as const;

describe.each(takers.map(([take, place, message]) => [take.name, take, place, message] as const))('%s', (_name, take, place, message) => {
  test.each([['a place', place] as const, ['nothing', undefined] as const])('refuses %s in one line', async (_what, given) => {
    const taken = async (): Promise<unknown> => Reflect.apply(take, undefined, [given]);
    await expect(taken()).rejects.toMatchObject({ code: 'options_invalid', message: expect.stringMatching(message) });
  });
});
