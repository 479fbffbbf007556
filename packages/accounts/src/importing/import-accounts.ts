/** Brings accounts in that another system had: checked one by one, written in batches, those that are here already left as they are. */
import type { AccountRecord } from '../account.ts';
import type { AccountParts } from '../parts.ts';
import { createRehearsal, createWriter, type Writer } from './import-writer.ts';
import { readCandidate } from './read-candidate.ts';

/** Why an account was left out. */
export type LeftOutReason = 'invalid' | 'email_taken' | 'subject_taken';

export interface LeftOut {
  /** Its place among those that were given; the first is 0. */
  readonly index: number;
  readonly reason: LeftOutReason;
  /** Canonical; undefined where there is none. */
  readonly email: string | undefined;
  /** What is wrong with it, all at once; never a hash. */
  readonly problems: readonly string[];
}

export interface ImportOptions {
  /** Check everything and write nothing. */
  readonly isDryRun?: boolean;
  /** Told of each that is left out, in their order. */
  readonly onLeftOut?: (leftOut: LeftOut) => void;
  /** Told after each batch how many candidates are behind it: of those nothing more is said. */
  readonly onProgress?: (done: number) => void;
}

export interface ImportSummary {
  readonly imported: number;
  /** Of those, how many have no password and need a reset. */
  readonly withoutPassword: number;
  /** Left out, since their address has an account. */
  readonly existing: number;
  /** Left out for every other reason. */
  readonly refused: number;
}

interface Batch {
  readonly records: AccountRecord[];
  /** The place of each record. */
  readonly indices: number[];
  readonly leftOut: LeftOut[];
  /** How many were given up to its end. */
  readonly done: number;
}

/** A batch is one transaction, during which SQLite's other writers wait. */
const batchSize = 500;

export type ImportAccounts = (candidates: AsyncIterable<unknown> | Iterable<unknown>, options?: ImportOptions) => Promise<ImportSummary>;

export function createImportAccounts(parts: AccountParts): ImportAccounts {
  return async (candidates, { isDryRun = false, onLeftOut, onProgress } = {}) => {
    const writer = isDryRun ? createRehearsal(parts.store) : createWriter(parts.store);
    const summary = { imported: 0, withoutPassword: 0, existing: 0, refused: 0 };
    const finish = async ({ records, indices, leftOut, done }: Batch): Promise<void> => {
      const answers = records.length === 0 ? [] : await writer.write(records);
      for (const [at, record] of records.entries()) {
        const index = indices[at] ?? 0;
        if (answers[at] !== 'inserted') leftOut.push(await explainTaken(writer, index, record));
        else {
          summary.imported += 1;
          if (record.passwordHash === null) summary.withoutPassword += 1;
        }
      }
      for (const one of leftOut.toSorted((left, right) => left.index - right.index)) {
        summary[one.reason === 'email_taken' ? 'existing' : 'refused'] += 1;
        onLeftOut?.(one);
      }
      onProgress?.(done);
    };
    try {
      for await (const batch of batchesOf(parts, candidates)) await finish(batch);
    } finally {
      const { imported, existing, refused } = summary;
      if (!isDryRun) parts.audit.write({ kind: 'accounts.imported', imported, existing, refused });
    }
    return summary;
  };
}

async function* batchesOf(parts: AccountParts, candidates: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<Batch> {
  const begin = (): Omit<Batch, 'done'> => ({ records: [], indices: [], leftOut: [] });
  let batch = begin();
  let index = 0;
  for await (const candidate of candidates) {
    const read = readCandidate(candidate, { now: parts.now(), newId: () => parts.randomText(16) });
    if ('problems' in read) batch.leftOut.push({ index, reason: 'invalid', ...read });
    else {
      batch.records.push(read.record);
      batch.indices.push(index);
    }
    index += 1;
    if (batch.records.length + batch.leftOut.length === batchSize) {
      yield { ...batch, done: index };
      batch = begin();
    }
  }
  yield { ...batch, done: index };
}

async function explainTaken({ hasEmail }: Writer, index: number, { email }: AccountRecord): Promise<LeftOut> {
  if (await hasEmail(email)) return { index, email, reason: 'email_taken', problems: [`${email} has an account already`] };
  return { index, email, reason: 'subject_taken', problems: [`another account has the subject of ${email}`] };
}
