/** `/auth/providers`, the owner's accounts elsewhere; and `/auth/back-channel-logout/{provider}`, where providers say that sessions have ended. */
import { endpointPaths, GemelError } from '@gemel/protocol';
import { emptyAnswer, type EndpointCall, jsonAnswer, requiredParameter, requirePrincipal, type Route } from 'gemel/endpoints';
import type { Asking } from '../step-up/require-recent.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import type { SignInParts } from './sign-in-answer.ts';

/** None where no provider is configured. */
export function providerRoutes({ accounts: { providers }, gemel, readClient }: SignInParts): readonly Route[] {
  if (providers.choices.length === 0) return [];
  const asking = async (call: EndpointCall): Promise<Asking> => {
    checkOwnOrigin(gemel, call);
    const { subject, sid } = (await requirePrincipal(gemel, call)).principal;
    return { subject, sid, client: readClient(call.facts, call.context.remoteAddress) };
  };
  return [
    {
      path: endpointPaths.providers,
      methods: { GET: async (call) => jsonAnswer({ providers: await providers.linked((await asking(call)).subject) }) },
    },
    {
      path: `${endpointPaths.providers}/{id}`,
      methods: {
        DELETE: async (call) => {
          // Another's is not found, like one that never was (S30).
          if (!(await providers.unlink(await asking(call), call.segment))) throw new GemelError('not_found');
          return emptyAnswer(204);
        },
      },
    },
    {
      // From the provider's own machines: no cookie is looked at, and the token's signature is all that counts.
      path: `${endpointPaths.backChannelLogout}/{provider}`,
      methods: {
        POST: async (call) => {
          const token = requiredParameter(await readMembers(call, ['logout_token']), 'logout_token');
          await providers.endSessions(call.segment, token);
          return emptyAnswer(200);
        },
      },
    },
  ];
}
