/** A session record as the fields of a hash, and back. */
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { asJson, asList, asNumber, asText, unexpected } from './redis-reply.ts';

type Identity = Pick<SessionRecord, 'subject' | 'clientId' | 'createdAt'>;
type Principal = Pick<SessionRecord, 'secretHash' | 'authentication' | 'roles' | 'permissions' | 'claims'> &
  Partial<Pick<SessionRecord, 'act' | 'jkt'>> & { readonly salt?: string };

/** All fields of a new record but its `op`; numbers as JavaScript writes them, all text within JSON, which is free of lone surrogates. */
export function insertFields(record: SessionRecord): string[] {
  const { subject, clientId, createdAt, endedAt, endReason } = record;
  const identity: Identity = { subject, clientId, createdAt };
  const fields = ['identity', JSON.stringify(identity), 'version', String(record.version), 'generation', String(record.generation)];
  fields.push('seen', String(record.lastSeenAt), 'inactivity', String(record.inactivityDeadline));
  fields.push('overall', String(record.overallDeadline), ...principalFields(record), ...keptFields(record));
  if (record.refresh !== null) fields.push('rotation', String(record.refresh.rotation), 'rotated', rotatedText(record));
  if (endedAt !== null) fields.push('ended', String(endedAt));
  if (endReason !== null) fields.push('reason', endReason);
  return fields;
}

/** Fields that `supersede` alone writes as they are. */
export function principalFields(record: SessionRecord): string[] {
  const { secretHash, authentication, roles, permissions, claims, act, jkt, refresh } = record;
  const principal: Principal = {
    secretHash,
    authentication,
    roles,
    permissions,
    claims,
    ...(act === null ? {} : { act }),
    ...(jkt === null ? {} : { jkt }),
    ...(refresh === null ? {} : { salt: refresh.salt }),
  };
  return ['principal', JSON.stringify(principal)];
}

/** Fields that `keep` writes as they are, and `supersede` too. */
export function keptFields(record: SessionRecord): string[] {
  return ['client', JSON.stringify(record.client), 'data', JSON.stringify(record.data), 'dataVersion', String(record.dataVersion)];
}

/** Empty where there is no refresh token. */
export function rotationText(record: SessionRecord): string {
  return record.refresh === null ? '' : String(record.refresh.rotation);
}

/** Empty before the first rotation. */
export function rotatedText(record: SessionRecord): string {
  return record.refresh === null || record.refresh.rotatedAt === null ? '' : String(record.refresh.rotatedAt);
}

/** Returns undefined where there is no such hash. */
export function readRecord(sid: string, reply: unknown): SessionRecord | undefined {
  const fields = readFields(reply);
  if (fields.size === 0) return undefined;
  const text = (name: string): string => asText(fields.get(name));
  // What stands in these fields was written by the functions above and by nobody else.
  const identity = asJson(text('identity')) as Identity;
  const { salt, act = null, jkt = null, ...principal } = asJson(text('principal')) as Principal; // as above
  return {
    sid,
    ...identity,
    version: asNumber(text('version')),
    generation: asNumber(text('generation')),
    ...principal,
    act,
    jkt,
    refresh: salt === undefined ? null : { salt, rotation: asNumber(text('rotation')), rotatedAt: nullableNumber(text('rotated')) },
    client: asJson(text('client')) as SessionRecord['client'], // as above
    lastSeenAt: asNumber(text('seen')),
    inactivityDeadline: asNumber(text('inactivity')),
    overallDeadline: asNumber(text('overall')),
    endedAt: fields.has('ended') ? asNumber(text('ended')) : null,
    endReason: fields.has('reason') ? (text('reason') as SessionRecord['endReason']) : null, // as above
    data: asJson(text('data')) as SessionRecord['data'], // as above
    dataVersion: asNumber(text('dataVersion')),
  };
}

/** Returns whose session it is, from what `identitiesScript` gives; undefined where it is gone. */
export function readSubject(identity: string): string | undefined {
  if (identity === '') return undefined;
  const { subject } = asJson(identity) as Identity; // written by `insertFields` and by nobody else
  if (typeof subject !== 'string') throw unexpected();
  return subject;
}

function readFields(reply: unknown): ReadonlyMap<string, unknown> {
  const list = asList(reply);
  const fields = new Map<string, unknown>();
  for (let index = 0; index + 1 < list.length; index += 2) fields.set(asText(list[index]), list[index + 1]);
  return fields;
}

function nullableNumber(text: string): number | null {
  return text === '' ? null : asNumber(text);
}
