/** `/auth/passkeys`: ceremonies, each of options and what the browser made of them, and the owner's list. */
import { endpointPaths, GemelError } from '@gemel/protocol';
import {
  type EndpointCall,
  emptyAnswer,
  jsonAnswer,
  optionalParameter,
  requiredParameter,
  requirePrincipal,
  type Route,
} from 'gemel/endpoints';
import type { ClientFacts } from 'gemel';
import type { PasskeyCeremony } from '../passkeys/passkeys.ts';
import type { Asking } from '../step-up/require-recent.ts';
import { checkHalfMode } from './check-half-mode.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import { readHolding } from './read-holding.ts';
import { signInAnswer, type SignInParts } from './sign-in-answer.ts';

/** Each ceremony begins at its path with `/options` behind it. The credential is a member of text: what the browser's `toJSON()` gave, as JSON. */
export function passkeyRoutes(parts: SignInParts): readonly Route[] {
  const { accounts, gemel } = parts;
  const { passkeys, secondFactor } = accounts;
  const optionsOf = (path: string): string => `${path}/options`;
  const client = (call: EndpointCall): ClientFacts => parts.readClient(call.facts, call.context.remoteAddress);
  const asking = async (call: EndpointCall): Promise<Asking> => {
    checkOwnOrigin(gemel, call);
    const { subject, sid } = (await requirePrincipal(gemel, call)).principal;
    return { subject, sid, client: client(call) };
  };

  return [
    post(optionsOf(endpointPaths.passkeySignIn), async (call) => {
      checkOwnOrigin(gemel, call);
      await readMembers(call, []);
      return ceremonyAnswer(await passkeys.beginSignIn(client(call)));
    }),
    post(endpointPaths.passkeySignIn, async (call) => {
      checkOwnOrigin(gemel, call);
      const members = await readMembers(call, ['credential', 'mode']);
      const holding = await readHolding(gemel, members, call);
      const credential = requiredParameter(members, 'credential');
      return signInAnswer(parts, call, await passkeys.signIn({ credential, ...holding, client: client(call) }));
    }),

    post(optionsOf(endpointPaths.secondFactor), async (call) => {
      checkOwnOrigin(gemel, call);
      const members = await readMembers(call, ['pending']);
      return ceremonyAnswer(await passkeys.beginSecondFactor(requiredParameter(members, 'pending')));
    }),

    // Where half a sign-in has nothing to show, and one has to be set up first.
    post(optionsOf(endpointPaths.secondFactorPasskey), async (call) => {
      checkOwnOrigin(gemel, call);
      const members = await readMembers(call, ['pending']);
      return ceremonyAnswer(await secondFactor.enrolment.beginPasskey(requiredParameter(members, 'pending')));
    }),
    post(endpointPaths.secondFactorPasskey, async (call) => {
      checkOwnOrigin(gemel, call);
      const members = await readMembers(call, ['pending', 'credential', 'name']);
      const [pending, credential] = [requiredParameter(members, 'pending'), requiredParameter(members, 'credential')];
      await checkHalfMode(parts, call, pending);
      const given = { pending, credential, name: optionalParameter(members, 'name') ?? '' };
      return signInAnswer(parts, call, await secondFactor.enrolment.confirmPasskey({ ...given, client: client(call) }));
    }),

    post(optionsOf(endpointPaths.stepUp), async (call) => {
      const asker = await asking(call);
      await readMembers(call, []);
      return ceremonyAnswer(await passkeys.beginStepUp(asker));
    }),

    post(optionsOf(endpointPaths.passkeys), async (call) => {
      const asker = await asking(call);
      await readMembers(call, []);
      return ceremonyAnswer(await passkeys.beginRegistration(asker));
    }),
    {
      path: endpointPaths.passkeys,
      methods: {
        GET: async (call) => jsonAnswer({ passkeys: await passkeys.list((await asking(call)).subject) }),
        POST: async (call) => {
          const asker = await asking(call);
          const members = await readMembers(call, ['credential', 'name']);
          const name = optionalParameter(members, 'name') ?? '';
          return jsonAnswer(await passkeys.confirmRegistration(asker, { credential: requiredParameter(members, 'credential'), name }));
        },
      },
    },
    {
      path: `${endpointPaths.passkeys}/{id}`,
      methods: {
        POST: async (call) => {
          const asker = await asking(call);
          const members = await readMembers(call, ['name']);
          return doneOrNotFound(await passkeys.rename(asker, call.segment, optionalParameter(members, 'name') ?? ''));
        },
        DELETE: async (call) => doneOrNotFound(await passkeys.remove(await asking(call), call.segment)),
      },
    },
  ];
}

function post(path: string, endpoint: (call: EndpointCall) => Promise<Response>): Route {
  return { path, methods: { POST: endpoint } };
}

function ceremonyAnswer({ options, expiresIn }: PasskeyCeremony<unknown>): Response {
  return jsonAnswer({ options, expires_in: expiresIn });
}

/** Another's is not found, like one that never was (S30). */
function doneOrNotFound(isDone: boolean): Response {
  if (!isDone) throw new GemelError('not_found');
  return emptyAnswer(204);
}
