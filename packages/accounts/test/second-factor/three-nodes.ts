/** Three nodes of accounts on one engine, each with connections of its own, and one clock for all. */
import { randomBytes } from 'node:crypto';
import { startPostgres } from '@gemel/testbed';
import { createGemel, type Gemel, type SessionStore } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import pg from 'pg';
import type { AccountStore } from '../../src/account-store.ts';
import type { Accounts } from '../../src/accounts.ts';
import { type AccountsOptions, createAccounts, type MailMessage } from '../../src/index.ts';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { createPostgresAccountStore, migratePostgresAccountStore } from '../../src/stores/postgres/index.ts';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../../src/stores/sqlite/index.ts';
import { cheapHashing, issuer } from '../a-world.ts';
import { aSqliteFile } from '../stores/open-sqlite.ts';

export interface Node {
  readonly gemel: Gemel;
  readonly store: AccountStore;
  readonly accounts: Accounts;
}

/** What each of the nodes is made with, beside the defaults. */
export interface NodeOptions {
  readonly gemel?: Partial<Parameters<typeof createGemel>[0]>;
  /** By default so many that 64 at once do not meet them. */
  readonly throttling?: AccountsOptions['throttling'];
  readonly secondFactor?: AccountsOptions['secondFactor'];
}

const roomy = { burst: 1000, interval: 1 };

export interface ThreeNodes {
  readonly nodes: readonly [Node, Node, Node];
  /** Seconds by which the accounts' clock is ahead of the engine's. */
  readonly clock: { ahead: number };
  /** What was sent, from whichever node. */
  readonly sent: readonly MailMessage[];
  /** Resolves to the first message of that kind to an address, however long the outbox takes. */
  messageTo(email: string, kind: MailMessage['kind']): Promise<MailMessage>;
  /** Everything that lies in the engine's tables, by their names; undefined where there are none. */
  dump?(): Promise<ReadonlyMap<string, string>>;
  stop(): Promise<void>;
}

interface Opened {
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
}

interface Engine {
  readonly name: string;
  readonly program?: 'postgres';
  open(options?: NodeOptions): Promise<ThreeNodes>;
}

export const memory: Engine = { name: 'memory', open: openMemory };

export const engines: readonly Engine[] = [
  { name: 'SQLite', open: openSqlite },
  { name: 'PostgreSQL', program: 'postgres', open: openPostgres },
];

async function openMemory(options?: NodeOptions): Promise<ThreeNodes> {
  const opened = { sessions: createMemoryStore(), accounts: createMemoryAccountStore() };
  return start(
    async () => opened,
    async () => undefined,
    options,
  );
}

async function openSqlite(options?: NodeOptions): Promise<ThreeNodes> {
  const file = await aSqliteFile();
  migrateSqliteStore(file.connect());
  migrateSqliteAccountStore(file.connect());
  const open = async (): Promise<Opened> => ({
    sessions: createSqliteStore(file.connect()),
    accounts: createSqliteAccountStore(file.connect()),
  });
  const read = (sql: string): unknown[] => file.connect().prepare(sql).all();
  const fleet = await start(open, () => file.remove(), options);
  const dump = async (): Promise<ReadonlyMap<string, string>> => {
    const names = read("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'gemel_%'").map((row) => nameIn(row));
    return new Map(names.map((name) => [name, JSON.stringify(read(`SELECT * FROM ${name}`))]));
  };
  return { ...fleet, dump };
}

async function openPostgres(options?: NodeOptions): Promise<ThreeNodes> {
  const postgres = await startPostgres();
  const pools = [1, 2, 3].map(() => new pg.Pool({ connectionString: postgres.url, max: 6 }));
  const [first] = pools;
  if (first === undefined) throw new Error('there are three pools');
  await migratePostgresStore(first);
  await migratePostgresAccountStore(first);
  const left = [...pools];
  const open = async (): Promise<Opened> => {
    const pool = left.pop() ?? first;
    return { sessions: await createPostgresStore(pool), accounts: await createPostgresAccountStore(pool) };
  };
  const fleet = await start(
    open,
    async () => {
      for (const pool of pools) await pool.end();
      await postgres.stop();
    },
    options,
  );
  const dump = async (): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await first.query("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'gemel_%'");
    const texts = rows.map(
      async (row: unknown) => [nameIn(row), JSON.stringify((await first.query(`SELECT * FROM ${nameIn(row)}`)).rows)] as const,
    );
    return new Map(await Promise.all(texts));
  };
  return { ...fleet, dump };
}

function nameIn(row: unknown): string {
  return String(Reflect.get(Object(row), 'name'));
}

async function start(open: () => Promise<Opened>, after: () => Promise<void>, options: NodeOptions = {}): Promise<ThreeNodes> {
  const secret = randomBytes(32).toString('base64url');
  const clock = { ahead: 0 };
  const closing: (() => Promise<void>)[] = [];
  const sent: MailMessage[] = [];
  const waiting = new Set<() => void>();
  const send = async (message: MailMessage): Promise<void> => {
    sent.push(message);
    for (const look of waiting) look();
  };
  const startNode = async (): Promise<Node> => {
    const { sessions, accounts: store } = await open();
    const gemel = await createGemel({ issuer, secret, store: sessions, ...options.gemel });
    const accounts = createAccounts({
      gemel,
      store,
      hashing: { ...cheapHashing, maxQueue: 256 },
      throttling: options.throttling ?? { pair: roomy, account: roomy, address: roomy, network: roomy, signUps: roomy, passkeys: roomy },
      mail: { send },
      ...(options.secondFactor === undefined ? {} : { secondFactor: options.secondFactor }),
      clock: { wallMs: () => (gemel.engineTime() + clock.ahead) * 1000, monotonicMs: () => performance.now() },
    });
    closing.push(
      () => accounts.close(),
      () => gemel.close(),
      () => sessions.close(),
    );
    return { gemel, accounts, store };
  };
  const nodes = [await startNode(), await startNode(), await startNode()] as const;
  return {
    nodes,
    clock,
    sent,
    messageTo: (email, kind) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = sent.find((message) => message.to === email && message.kind === kind);
          if (found === undefined) return void waiting.add(look);
          waiting.delete(look);
          resolve(found);
        };
        look();
      }),
    stop: async () => {
      for (const close of closing) await close();
      await after();
    },
  };
}
