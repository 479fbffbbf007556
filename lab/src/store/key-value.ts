/** The few things that hand-made schemes do with what their nodes share: Redis where there is one, else a SQLite file. */
import type { RedisClientType } from 'redis';
import type { NodeSetup } from '../nodes/node-setup.ts';
import { openRedisKeyValue } from './redis-key-value.ts';
import { openSqliteKeyValue } from './sqlite-key-value.ts';

export interface KeyValue {
  get(key: string): Promise<string | null>;
  /** Both at once. */
  getTwo(first: string, second: string): Promise<readonly [string | null, string | null]>;
  set(key: string, value: string, lifetime: number): Promise<void>;
  /** Moves the expiry of what is there; brings nothing back. */
  touch(key: string, lifetime: number): Promise<void>;
  /** Reads and removes in one step, so that of two who come at once one gets nothing. */
  take(key: string): Promise<string | null>;
  delete(keys: readonly string[]): Promise<void>;
  add(set: string, member: string): Promise<void>;
  members(set: string): Promise<readonly string[]>;
}

export interface OpenedKeyValue {
  readonly keyValue: KeyValue;
  /** Where it is Redis, for packages that want the client itself. */
  readonly client: RedisClientType | null;
  commands?(): number;
  cut?(isCut: boolean): void;
}

export async function openKeyValue({ store, delayMs }: Pick<NodeSetup, 'store' | 'delayMs'>): Promise<OpenedKeyValue> {
  return store.kind === 'redis' ? openRedisKeyValue(store.url) : openSqliteKeyValue(store.file, delayMs);
}
