/** What the HTTP side needs of the rest of the process. */
import type { HttpBindings } from '@hono/node-server';
import type { Accounts } from '@gemel/accounts';
import type { Gemel } from 'gemel';
import type { Client } from 'gemel/endpoints';
import type { FeedAccess } from '../configuration/configuration.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { RequestCounts } from '../metrics/request-counts.ts';

export interface Services {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  readonly logger: Logger;
  readonly requests: RequestCounts;
  /** The issuer's origin. */
  readonly url: string;
  /** Who may ask about tokens. */
  readonly clients: readonly Client[];
  readonly feedAccess: FeedAccess;
  /** Seconds since the authentication event for which one's sessions are listed and ended; undefined: however long ago it was. */
  readonly sessionsMaxAuthAge: number | undefined;
  /** The shortest password that is taken, in characters. */
  readonly minPasswordLength: number;
  /** Aborted when the process has begun to stop. */
  readonly stopping: AbortSignal;
}

/** Hono's view of a request: node's own objects, whom the log should name, and what the page has said of itself. */
export interface HttpEnvironment {
  Bindings: HttpBindings;
  Variables: { sid?: string; isRefused?: boolean; hasScript?: boolean };
}
