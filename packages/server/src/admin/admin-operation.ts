/**
 * What an administrative act is. Each stands once in `operation-table.ts`; routes, the OpenAPI document, its page and the checks of access are made of
 * that table, and the console and the command line call the same operations through `runOperation`.
 */
import type { Accounts } from '@gemel/accounts';
import type { ErrorCode } from '@gemel/protocol';
import type { ClientFacts, FleetStore, Gemel, OnReceipts, SessionStore } from 'gemel';
import type { z } from 'zod';
import type { Outbox } from '../outbox/create-outbox.ts';
import type { AdminActor } from './admin-actor.ts';
import type { AdminScope } from './admin-scope.ts';

/** What operations work on, for as long as the process lives. */
export interface AdminServices {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  /** The nodes as the store knows them. */
  readonly fleet: Pick<FleetStore, 'list'>;
  /** The signing keys as the store knows them, sealed. */
  readonly keys: Pick<SessionStore['keys'], 'list'>;
  /** In development without a mail server. */
  readonly outbox: Outbox | undefined;
  readonly version: string;
}

/** The same for one call. */
export interface AdminContext extends AdminServices {
  readonly actor: AdminActor;
  /** Told of every node that counts whenever one of them has said that it refuses, where somebody looks on. */
  readonly onReceipts?: OnReceipts | undefined;
  /** From where; undefined on the command line. */
  readonly client?: ClientFacts | undefined;
}

/** What a call that came to its end answers with. */
export type AdminAnswer<Output> =
  /** 200: the output as JSON. Members that the schema does not name are left out, so that nothing is told by accident. */
  | { readonly kind: 'json'; readonly schema: z.ZodType<Output> }
  /** 204: the output is undefined. */
  | { readonly kind: 'nothing' }
  /** 200: the output is text, written while it is read; `schema` is that of the whole, or of each line where `type` is JSON lines. */
  | { readonly kind: 'text'; readonly type: 'application/json' | 'application/jsonl'; readonly schema: z.ZodType };

/** The input of an operation that takes none. */
export type NoInput = Readonly<Record<string, never>>;

export interface AdminOperation<Input = unknown, Output = unknown> {
  /** Area and verb, such as `users.disable`; unique. */
  readonly name: string;
  /** `GET` changes nothing; `POST` changes something, and is written into the audit log with the actor. */
  readonly method: 'GET' | 'POST';
  /** `{name}` stands for one segment, and for the member of the input with that name. */
  readonly path: `/admin/${string}`;
  readonly scope: AdminScope;
  /** True for what cannot be taken back, or opens doors: of a person it wants a proof of who they are that is minutes old. ASVS 7.5.3 */
  readonly wantsRecent?: true;
  /** One line, in the imperative. */
  readonly summary: string;
  /**
   * A strict object. Over HTTP the members that `path` names come from there, the others from the query (`GET`) or from a JSON body (`POST`). What ends
   * sessions, keys or accounts takes a `reason`.
   */
  readonly input: z.ZodType<Input>;
  readonly answer: AdminAnswer<Output>;
  /** Codes that it can be refused with beside those of every operation (`commonErrors`). */
  readonly errors: readonly ErrorCode[];
  run(context: AdminContext, input: Input): Promise<Output>;
}

/** What any operation can be refused or fail with. */
export const commonErrors: readonly ErrorCode[] = [
  'authentication_required',
  'authorization_malformed',
  'api_key_invalid',
  'cross_site_refused',
  'permission_missing',
  'request_malformed',
  'request_too_large',
  'media_type_unsupported',
  'store_unavailable',
  'shutting_down',
  'internal',
];

/** Returns the names of the members of the input that stand in the path. */
export function pathMembersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
