/** What is said of a route that people's browsers ask for: the row by which it is mounted is the one by which the document describes it. */
import type { ErrorCode } from '@gemel/protocol';
import type { PublicNeed } from '../public/public-operation.ts';

/** A document, a way on (303), or something that is neither. */
export type PageAnswer = 'page' | 'redirect' | PageFile;

export interface PageFile {
  readonly type: `${string}/${string}`;
  readonly what: string;
}

export interface PageOperation {
  readonly method: 'GET' | 'POST';
  /** As Hono spells it: `:name` or `:name{pattern}` is one segment. */
  readonly path: string;
  readonly summary: string;
  readonly needs?: PublicNeed | 'development';
  /** Names that the query can hold; texts, each of which may be left out. */
  readonly query?: readonly string[];
  /** Names of the form's fields; undefined where no form is read. */
  readonly fields?: readonly string[];
  readonly answers: readonly PageAnswer[];
  /** Codes that it can be refused or fail with, beside `pageErrors` and, where a form is read, `bodyErrors`. */
  readonly errors?: readonly ErrorCode[];
  /** True for a form at whose own path a GET leads back to the page that it stands on: whoever proves anew who it is comes back there. */
  readonly leadsBack?: true;
  /** True where the other listener answers it as well. */
  readonly isOnBoth?: true;
}

/** What any page can be refused or fail with: whoever is signed in is looked up for its frame. */
export const pageErrors: readonly ErrorCode[] = [
  'request_malformed',
  'not_found',
  'cross_site_refused',
  'store_unavailable',
  'shutting_down',
  'view_stale',
  'keys_unavailable',
  'internal',
];

/** What a script of a page is answered: what its browser is to be asked for. */
export const ceremonyOptions: PageFile = { type: 'application/json', what: 'The options of a ceremony (WebAuthn).' };

export function page(path: string, summary: string, rest: Partial<PageOperation> = {}): PageOperation {
  return { method: 'GET', path, summary, answers: ['page'], ...rest };
}

/** @param fields of the form; it leads on where nothing is wrong */
export function form(path: string, summary: string, fields: readonly string[], rest: Partial<PageOperation> = {}): PageOperation {
  return { method: 'POST', path, summary, fields, answers: ['redirect'], ...rest };
}

/** Every route of the operations: themselves, and the ways back that some of them have. */
export function routesOfPages(operations: readonly PageOperation[]): readonly PageOperation[] {
  return operations.flatMap((operation) => (operation.leadsBack === true ? [operation, wayBackOf(operation)] : [operation]));
}

function wayBackOf({ path, summary, needs }: PageOperation): PageOperation {
  const said = `Lead back from: ${summary[0]?.toLowerCase() ?? ''}${summary.slice(1)}`;
  return { method: 'GET', path, summary: said, answers: ['redirect'], ...(needs === undefined ? {} : { needs }) };
}
