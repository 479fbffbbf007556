/** Keeps the console's sessions off the public listener: what opens the console opens nothing else, though the cookie's value is spelled alike. */
import { GemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel } from 'gemel';
import { CONSOLE_CLIENT } from './console-client.ts';

/** Returns the engine as the public listener may have it. */
export function refuseConsoleSessions(gemel: Gemel): Gemel {
  return {
    ...gemel,
    authenticate: (request) => {
      const judged = gemel.authenticate(request);
      return judged instanceof Promise ? judged.then(withoutConsole) : withoutConsole(judged);
    },
  };
}

function withoutConsole(result: AuthenticationResult): AuthenticationResult {
  if (result.status !== 'authenticated' || result.principal.clientId !== CONSOLE_CLIENT) return result;
  return { status: 'refused', error: new GemelError('session_unknown', { sid: result.principal.sid }), clearCookie: false };
}
