/** An entry of the audit log as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { AuditActor, AuditEntry } from '../audit/audit-event.ts';
import type { AuditQuery } from '../audit/audit-store.ts';
import { isAuditKind } from '../audit/audit-kinds.ts';
import { readJson, readNullableText, readNumber, readText, unexpected } from './row.ts';

type AuditColumn = 'id' | 'at' | 'kind' | 'actor' | 'subject' | 'sid' | 'address' | 'device' | 'facts';

/** The columns, in the order of `auditRow`. */
export const AUDIT_COLUMNS = 'id, at, kind, actor, subject, sid, address, device, facts';

export function auditRow(entry: AuditEntry): Readonly<Record<AuditColumn, string | number | null>> {
  const { id, at, kind, actor, subject, sid, address, device, facts } = entry;
  const stored = (text: string | null): string | null => (text === null ? null : toStoredText(text));
  return {
    ...{ id: toStoredText(id), at, kind, actor: toStoredText(actor), subject: stored(subject), sid: stored(sid) },
    ...{ address: stored(address), device: stored(device), facts: JSON.stringify(facts) },
  };
}

/**
 * What a newer version wrote is read as what it is: an event of a kind that is not known here. F22
 *
 * @throws GemelError `store_unavailable` for a row that the store did not write
 */
export function readAuditRow(row: unknown): AuditEntry {
  const kind = readText(row, 'kind');
  const isKnown = isAuditKind(kind);
  const text = (column: string): string | null => {
    const value = readNullableText(row, column);
    return value === null ? null : fromStoredText(value);
  };
  const facts = readJson(row, 'facts');
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) throw unexpected('facts');
  return {
    id: fromStoredText(readText(row, 'id')),
    at: readNumber(row, 'at'),
    kind: isKnown ? kind : 'audit.kind_unknown',
    actor: fromStoredText(readText(row, 'actor')) as AuditActor, // as auditRow wrote it
    subject: text('subject'),
    sid: text('sid'),
    address: text('address'),
    device: text('device'),
    facts: { ...(facts as AuditEntry['facts']), ...(isKnown ? {} : { kind }) }, // an object of JSON
  };
}

/** A statement's condition and order with their values; the texts between them are the store's own. */
export interface AuditSearchText {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** How a database spells what is asked for. */
export interface AuditSpelling {
  /** The placeholder of the value at that place; the first is 1. */
  readonly parameter: (place: number) => string;
  /** The condition that an entry is of one of several kinds. @param put adds a value, and returns its placeholder */
  readonly isOneOf: (kinds: readonly string[], put: (value: string) => string) => string;
}

/** Returns what comes behind `FROM gemel_audit` for a query. */
export function auditSearchText(query: AuditQuery, { parameter, isOneOf }: AuditSpelling): AuditSearchText {
  const values: (string | number)[] = [];
  const put = (value: string | number): string => parameter(values.push(typeof value === 'string' ? toStoredText(value) : value));
  const { kinds, subject, sid, address, from, to, after, order, limit } = query;
  const isNewest = order === 'newest';
  const conditions = [
    ...(kinds === undefined ? [] : [kinds.length === 0 ? '1 = 0' : isOneOf(kinds, put)]),
    ...(subject === undefined ? [] : [`subject = ${put(subject)}`]),
    ...(sid === undefined ? [] : [`sid = ${put(sid)}`]),
    ...(address === undefined ? [] : [`address = ${put(address)}`]),
    ...(from === undefined ? [] : [`at >= ${put(from)}`]),
    ...(to === undefined ? [] : [`at < ${put(to)}`]),
    ...(after === undefined ? [] : [`(at, id) ${isNewest ? '<' : '>'} (${put(after.at)}, ${put(after.id)})`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const direction = isNewest ? 'DESC' : 'ASC';
  return { text: `${where} ORDER BY at ${direction}, id ${direction} LIMIT ${put(limit)}`, values };
}
