/** Reads the entries of a page, which come as one text: many columns of many rows take a node longer. */
import { GemelError, type Revocation } from '@gemel/protocol';
import { fromStoredText } from '../stored-text.ts';

export interface LogEntry {
  readonly entry: Revocation;
  /** 1 where it lies on the way to the target of the pages under way, 2 where it is beyond. */
  readonly phase: number;
  readonly xid: bigint;
  readonly id: bigint;
}

/** @throws GemelError `store_unavailable` for anything that `READ_LOG` does not give */
export function readLogEntries(value: unknown): readonly LogEntry[] {
  if (!isList(value)) throw unexpected();
  return value.map(readLogEntry);
}

function readLogEntry(value: unknown): LogEntry {
  if (!isList(value)) throw unexpected();
  const [phase, xid, id, kind, name, generation, until, receipt] = value;
  if (typeof phase !== 'number' || typeof xid !== 'string' || typeof id !== 'string' || typeof name !== 'string') throw unexpected();
  const receipted = typeof receipt === 'string' ? { receipt: fromStoredText(receipt) } : {};
  const position = { phase, xid: BigInt(xid), id: BigInt(id) };
  if (kind === 'key') return { ...position, entry: { kind, kid: fromStoredText(name), ...receipted } };
  if (kind !== 'session' || typeof generation !== 'number' || typeof until !== 'number') throw unexpected();
  return { ...position, entry: { kind, sid: fromStoredText(name), generation, until, ...receipted } };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function unexpected(): GemelError {
  return new GemelError('store_unavailable', 'The database holds an entry that Gemel did not write.');
}
