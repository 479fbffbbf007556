/** Says who is at the console: the holder of a session that began at its own door, that is young enough and that two factors have proven. */
import type { Accounts } from '@gemel/accounts';
import type { Seconds } from '@gemel/protocol';
import type { Gemel, RequestFacts, SessionPrincipal } from 'gemel';
import { CONSOLE_CLIENT, consoleTimeouts } from './console-client.ts';
import { readConsoleCookie } from './console-cookie.ts';

/** Somebody who is signed in at the console; what they may do there is for each operation to say. */
export interface ConsoleVisitor {
  readonly principal: SessionPrincipal;
  /** The e-mail address. */
  readonly name: string;
}

interface Reading {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
}

/** `isUnattended` where nobody acted, such as for a stream: then no activity is noted. Where it came from is for the caller to judge. Faults are thrown. */
export async function readConsoleVisitor({ gemel, accounts }: Reading, request: RequestFacts): Promise<ConsoleVisitor | undefined> {
  const found = await readConsolePrincipal(gemel, { ...request, isUnattended: true });
  if (found === undefined) return undefined;
  // Both timeouts are shorter than the engine's, so they are judged here, by what the store holds.
  const session = (await gemel.listSessions(found.subject)).find(({ sid }) => sid === found.sid);
  const account = await accounts.findBySubject(found.subject);
  if (session === undefined || account === undefined || account.isDisabled) return undefined;
  if (isOver(session, gemel.engineTime())) {
    await gemel.revokeSession(found.sid, { reason: 'signed_out' });
    return undefined;
  }
  const principal = request.isUnattended === true ? found : await readConsolePrincipal(gemel, request);
  return principal === undefined ? undefined : { principal, name: account.email };
}

/** Judges the cookie alone, in memory where the session is known. */
export async function readConsolePrincipal(gemel: Gemel, request: RequestFacts): Promise<SessionPrincipal | undefined> {
  const token = readConsoleCookie(gemel, request);
  if (token === undefined) return undefined;
  // The engine knows the public origin alone; the console's has been judged before.
  const result = await gemel.authenticate({
    method: 'GET',
    header: (name) => (name === 'cookie' ? `${gemel.options.cookie.name}=${token}` : undefined),
    isUnattended: request.isUnattended === true,
  });
  if (result.status !== 'authenticated' || result.principal.clientId !== CONSOLE_CLIENT) return undefined;
  return result.principal.authentication.acr === 'aal2' ? result.principal : undefined;
}

function isOver({ createdAt, lastSeenAt }: { readonly createdAt: Seconds; readonly lastSeenAt: Seconds }, now: Seconds): boolean {
  return now - lastSeenAt > consoleTimeouts.inactivity || now - createdAt > consoleTimeouts.overall;
}
