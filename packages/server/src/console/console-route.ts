/** A row of the console's table of routes: who may come, and what answers. */
import type { ConsoleCall } from './console-context.ts';
import type { ErrorCode } from '@gemel/protocol';
import type { AdminScope } from '../admin/admin-scope.ts';
import type { PageAnswer } from '../openapi/pages/page-operation.ts';

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST';
  /** As Hono spells it. */
  readonly path: string;
  /** One line, in the imperative; for the document of everything that answers. */
  readonly summary: string;
  /** Names that the query can hold. */
  readonly query?: readonly string[];
  /** Names of the form's fields; undefined where none is read. */
  readonly fields?: readonly string[];
  /** A page, where nothing else is said; whoever is not let in is led to the door. */
  readonly answers?: readonly PageAnswer[];
  /** Codes that it can be refused with beside those of every page behind the door. */
  readonly errors?: readonly ErrorCode[];
  /** What the administrator has to have; undefined for what every administrator may. */
  readonly scope: AdminScope | undefined;
  /** True for what wants a proof of who it is that is minutes old: acts that cannot be taken back. */
  readonly wantsRecent?: boolean;
  readonly answer: (call: ConsoleCall) => Response | Promise<Response>;
}
