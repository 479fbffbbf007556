/** Finds out who administers over HTTP: a program by its API key, or a person by the console's own session. Nothing else opens the admin API. */
import { GemelError, readBearerToken } from '@gemel/protocol';
import type { Accounts } from '@gemel/accounts';
import type { ClientFacts, RequestFacts } from 'gemel';
import type { AdminActor } from '../admin-actor.ts';
import { isAdminScope } from '../admin-scope.ts';

/** Returns whose session of the console a request carries, by its cookie alone; undefined where it carries none. @throws GemelError where it is refused, or comes from another site */
export type ReadConsoleActor = (request: RequestFacts) => Promise<AdminActor | undefined>;

/** @throws GemelError `authentication_required`, `authorization_malformed`, `api_key_invalid`, and what `readConsoleActor` throws */
export async function readActor(
  { apiKeys }: Pick<Accounts, 'apiKeys'>,
  readConsoleActor: ReadConsoleActor | undefined,
  request: RequestFacts,
  client: ClientFacts,
): Promise<AdminActor> {
  const header = request.header('authorization');
  if (header !== undefined) {
    const { id, scopes } = await apiKeys.check(readBearerToken(header), client);
    return { kind: 'api-key', id, scopes: scopes.filter(isAdminScope) };
  }
  const actor = await readConsoleActor?.(request);
  if (actor === undefined) throw new GemelError('authentication_required');
  return actor;
}
