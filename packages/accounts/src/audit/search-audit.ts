/** Reads the audit log: page by page, or from end to end. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { AuditEntry, AuditEvent, AuditKind } from './audit-event.ts';
import { isAuditKind } from './audit-kinds.ts';
import type { AuditPosition, AuditStore } from './audit-store.ts';
import type { AuditLoad, AuditLog } from './create-audit-log.ts';

/** What is looked for; every condition that is given holds. */
export interface AuditSearch {
  readonly kinds?: readonly AuditKind[];
  readonly subject?: string;
  readonly sid?: string;
  readonly address?: string;
  /** Not before. */
  readonly from?: Seconds;
  /** Before. */
  readonly to?: Seconds;
}

export interface AuditPageAsked extends AuditSearch {
  /** Default `newest` first. */
  readonly order?: 'newest' | 'oldest';
  /** `next` of the page before. */
  readonly after?: string;
  /** Entries of a page, 1 to 1000; 50 by default. */
  readonly limit?: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/** The audit log as it is read. */
export interface AuditReader {
  /**
   * Returns a page. What happened on this node before is in it, unless the store takes nothing at the moment.
   *
   * @throws GemelError `request_malformed` for a kind that there is not, a limit out of range, or an `after` that is no `next`; `store_unavailable`
   */
  search(asked?: AuditPageAsked): Promise<AuditPage>;
  /** Walks through all that is found, oldest first, reading it in pages. @throws GemelError as `search` */
  walk(search?: AuditSearch): AsyncIterable<AuditEntry>;
}

/** The audit log of an application, which writes itself. */
export interface Audit extends AuditReader {
  /** Takes what whoever embeds the accounts has to tell, such as what an administrator did; never throws, and nobody waits for it. */
  write(event: AuditEvent): void;
  /** What waits, was written and was lost since this process began; for health. */
  load(): AuditLoad;
}

const defaultLimit = 50;
const mostLimit = 1000;

/** Reads the log of an account store beside the applications that write it, for commands and jobs. */
export function readAudit(store: { readonly audit: AuditStore }): AuditReader {
  return createReader(store.audit, async () => undefined);
}

export function createAudit(store: AuditStore, log: Pick<AuditLog, 'settled' | 'load' | 'write'>): Audit {
  return { ...createReader(store, log.settled), load: log.load, write: log.write };
}

function createReader(store: AuditStore, settled: () => Promise<void>): AuditReader {
  const search: AuditReader['search'] = async ({ kinds, after, order = 'newest', limit = defaultLimit, ...given } = {}) => {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostLimit) throw new GemelError('request_malformed', 'limit is not 1 to 1000');
    const unknown = kinds?.find((kind) => !isAuditKind(kind));
    if (unknown !== undefined) throw new GemelError('request_malformed', 'a kind is not one of the audit log');
    const position = after === undefined ? undefined : readPosition(after);
    await settled();
    const { subject, sid, address, from, to } = given;
    const found = await store.search({ kinds, subject, sid, address, from, to, order, after: position, limit: limit + 1 });
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    return { entries, next: last === undefined || found.length <= limit ? undefined : spellPosition(last) };
  };

  return {
    search,
    async *walk(given = {}) {
      let after: string | undefined;
      do {
        const page = await search({ ...given, order: 'oldest', limit: mostLimit, ...(after === undefined ? {} : { after }) });
        yield* page.entries;
        after = page.next;
      } while (after !== undefined);
    },
  };
}

function spellPosition({ at, id }: AuditPosition): string {
  return `${at}~${id}`;
}

function readPosition(text: unknown): AuditPosition {
  const [, at, id] = (typeof text === 'string' && /^(\d{1,12}(?:\.\d{1,12})?)~(.{1,200})$/su.exec(text)) || [];
  if (at === undefined || id === undefined) throw new GemelError('request_malformed', 'after is not the next of a page');
  return { at: Number(at), id };
}
