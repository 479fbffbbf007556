/** API keys: made with a secret that is shown once, rotated with an overlap, revoked at once on every node, since each use asks the store. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AuditActor } from '../audit/audit-event.ts';
import { checkGrantNames } from '../is-grant-name.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import type { ApiKeyRecord, ApiKeyStore } from './api-key-store.ts';
import { hashApiKeySecret, isSameHash, makeApiKeyId, makeApiKeySecret, parseApiKey, spellApiKey } from './api-key-text.ts';

/** A key as others may see it; no hash in it. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Seconds;
  readonly createdBy: AuditActor;
  readonly rotatedAt: Seconds | null;
  /** Until when the secret before the last rotation is good, too; null where it is not. */
  readonly formerUntil: Seconds | null;
  /** Null: it is good until somebody revokes it. */
  readonly expiresAt: Seconds | null;
  readonly revokedAt: Seconds | null;
  /** To five minutes. */
  readonly lastUsedAt: Seconds | null;
}

/** The only moment at which the secret exists in clear. */
export interface IssuedApiKey {
  readonly key: ApiKey;
  /** The whole text, as a program presents it. */
  readonly text: string;
}

export interface NewApiKey {
  /** 1 to 100 characters, for people. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Seconds; left out, it is good until it is revoked. */
  readonly validFor?: Seconds | undefined;
  /** Default `operator`. */
  readonly actor?: AuditActor;
}

export interface ApiKeys {
  /** @throws GemelError `request_malformed` for a name, scopes or a time that cannot be */
  create(given: NewApiKey): Promise<IssuedApiKey>;
  /** All there ever were, oldest first. */
  list(): Promise<readonly ApiKey[]>;
  find(id: string): Promise<ApiKey | undefined>;
  /**
   * Gives the key another secret; the one before stays good for `overlap` seconds, so that nobody who uses it is shut out. Undefined where there is none that
   * is good. @throws GemelError `request_malformed` for an overlap above seven days, `data_conflict`
   */
  rotate(id: string, given?: { readonly overlap?: Seconds | undefined; readonly actor?: AuditActor }): Promise<IssuedApiKey | undefined>;
  /** Ends the key at once, on every node. Returns false where there is none that stands. */
  revoke(id: string, given?: { readonly actor?: AuditActor }): Promise<boolean>;
  /**
   * Returns the key that a text proves to be.
   *
   * @param client for the audit log, which tells of what is refused
   * @throws GemelError `api_key_invalid` for one that is malformed, unknown, expired or revoked
   */
  check(text: string, client?: ClientFacts): Promise<ApiKey>;
}

const longestName = 100;
const mostScopes = 100;
const defaultOverlap: Seconds = 3600;
const longestOverlap: Seconds = 7 * 86_400;
const longestLife: Seconds = 10 * 366 * 86_400;
/** Seconds from one note of a use to the next: reading is frequent, and nobody needs to know it to the second. */
const noteEvery: Seconds = 300;
const mostTries = 16;
/** Costs an unknown id as much as a wrong secret. */
const nobodysHash = hashApiKeySecret('');

type Parts = Pick<AccountParts, 'store' | 'audit' | 'now' | 'randomText'>;

export function createApiKeys({ store: { apiKeys: store }, audit, now, randomText }: Parts): ApiKeys {
  const standing = (record: ApiKeyRecord, at: Seconds): boolean =>
    record.revokedAt === null && (record.expiresAt === null || at < record.expiresAt);

  return {
    create: async ({ name, scopes, validFor, actor = 'operator' }) => {
      requireTexts({ name });
      checkName(name);
      checkScopes(scopes);
      checkTime('validFor', validFor, [1, longestLife]);
      const createdAt = now();
      const secret = makeApiKeySecret(randomText);
      const record: ApiKeyRecord = {
        id: makeApiKeyId(randomText),
        name: name.trim(),
        scopes: [...new Set(scopes)],
        secretHash: hashApiKeySecret(secret),
        ...{ formerHash: null, formerUntil: null, createdAt, createdBy: actor, rotatedAt: null, revokedAt: null, lastUsedAt: null },
        expiresAt: validFor === undefined ? null : createdAt + validFor,
        version: 1,
      };
      if ((await store.insert(record)) === 'taken') throw new GemelError('data_conflict', { apiKey: record.id });
      audit.write({ kind: 'api_key.created', actor, key: record.id, scopes: record.scopes });
      return { key: apiKeyOf(record), text: spellApiKey({ id: record.id, secret }) };
    },

    list: async () => (await store.list()).map(apiKeyOf),

    find: async (id) => {
      requireTexts({ id });
      const record = await store.find(id);
      return record && apiKeyOf(record);
    },

    rotate: async (id, { overlap = defaultOverlap, actor = 'operator' } = {}) => {
      requireTexts({ id });
      checkTime('overlap', overlap, [0, longestOverlap]);
      const secret = makeApiKeySecret(randomText);
      const changed = await change(store, id, (record) => {
        const at = now();
        if (!standing(record, at)) return undefined;
        const former =
          overlap === 0 ? { formerHash: null, formerUntil: null } : { formerHash: record.secretHash, formerUntil: at + overlap };
        return { ...record, ...former, secretHash: hashApiKeySecret(secret), rotatedAt: at };
      });
      if (changed === undefined) return undefined;
      audit.write({ kind: 'api_key.rotated', actor, key: id });
      return { key: apiKeyOf(changed), text: spellApiKey({ id, secret }) };
    },

    revoke: async (id, { actor = 'operator' } = {}) => {
      requireTexts({ id });
      const changed = await change(store, id, (record) =>
        record.revokedAt === null ? { ...record, revokedAt: now(), formerHash: null, formerUntil: null } : undefined,
      );
      if (changed === undefined) return false;
      audit.write({ kind: 'api_key.revoked', actor, key: id });
      return true;
    },

    check: async (text, client) => {
      const refuse = (why: 'unknown' | 'expired' | 'revoked', key?: string): GemelError => {
        audit.write({ kind: 'api_key.refused', client, ...(key === undefined ? {} : { key }), why });
        return new GemelError('api_key_invalid', { id: key, why });
      };
      const parsed = parseApiKey(text);
      if (parsed === undefined) throw refuse('unknown');
      const record = await store.find(parsed.id);
      const at = now();
      const hash = hashApiKeySecret(parsed.secret);
      const isCurrent = isSameHash(hash, record?.secretHash ?? nobodysHash);
      const isFormer = isSameHash(hash, record?.formerHash ?? nobodysHash) && at < (record?.formerUntil ?? 0);
      if (record === undefined || !(isCurrent || isFormer)) throw refuse('unknown', record?.id);
      if (!standing(record, at)) throw refuse(record.revokedAt === null ? 'expired' : 'revoked', record.id);
      if (at - (record.lastUsedAt ?? 0) >= noteEvery) await store.touch(record.id, at);
      return apiKeyOf(record);
    },
  };
}

function apiKeyOf(record: ApiKeyRecord): ApiKey {
  const { id, name, scopes, createdAt, createdBy, rotatedAt, formerUntil, expiresAt, revokedAt, lastUsedAt } = record;
  return { id, name, scopes, createdAt, createdBy, rotatedAt, formerUntil, expiresAt, revokedAt, lastUsedAt };
}

/** Returns what was written; undefined where there is no such key, or `revise` wants nothing. */
async function change(
  store: ApiKeyStore,
  id: string,
  revise: (record: ApiKeyRecord) => ApiKeyRecord | undefined,
): Promise<ApiKeyRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await store.find(id);
    const revised = record && revise(record);
    if (revised === undefined) return undefined;
    if ((await store.replace(revised)) === 'replaced') return revised;
  }
  throw new GemelError('data_conflict', { apiKey: id, tries: mostTries });
}

function checkName(name: string): void {
  const text = name.trim();
  if (text === '' || text.length > longestName || /\p{C}/u.test(text))
    throw new GemelError('request_malformed', `name is not 1 to ${longestName} characters without control characters`);
}

function checkScopes(scopes: readonly unknown[]): void {
  if (!Array.isArray(scopes) || scopes.length === 0 || scopes.length > mostScopes)
    throw new GemelError('request_malformed', `scopes is not a list of 1 to ${mostScopes} names`);
  checkGrantNames(scopes);
}

function checkTime(name: string, time: Seconds | undefined, [least, most]: readonly [Seconds, Seconds]): void {
  if (time !== undefined && !(Number.isSafeInteger(time) && time >= least && time <= most))
    throw new GemelError('request_malformed', `${name} is not a whole number of seconds from ${least} to ${most}`);
}
