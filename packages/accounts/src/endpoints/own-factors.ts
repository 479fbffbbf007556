/** `/auth/authenticator-app` and `/auth/recovery-codes`: the owner's second factors, inside a session that has just proven itself. */
import { endpointPaths, GemelError } from '@gemel/protocol';
import { type EndpointCall, emptyAnswer, jsonAnswer, requiredParameter, type Route } from 'gemel/endpoints';
import type { RecoveryCodesFacts } from '../recovery-codes/recovery-codes.ts';
import type { TotpFacts } from '../totp/totp.ts';
import { askingOf } from './asking-of.ts';
import { readMembers } from './read-members.ts';
import { requireOwnCredential } from './require-own-credential.ts';
import { sessionAnswer, type SignInParts } from './sign-in-answer.ts';

/** The demands are those of the pages, since the accounts make them: a recent proof, a message to the owner, a line in the log. */
export function ownFactorRoutes(parts: SignInParts): readonly Route[] {
  const { recoveryCodes, totp } = parts.accounts;
  const asking = async (call: EndpointCall) => (await askingOf(parts, call)).asking;
  return [
    {
      path: endpointPaths.authenticatorApp,
      methods: {
        GET: async (call) => jsonAnswer({ authenticator_app: appBody(await totp.find((await asking(call)).subject)) }),
        POST: (call) => answerEnrolment(parts, call),
        DELETE: async (call) => doneOrNotFound(await totp.remove(await asking(call))),
      },
    },
    { path: endpointPaths.authenticatorAppConfirm, methods: { POST: (call) => answerConfirmation(parts, call) } },
    {
      path: endpointPaths.recoveryCodes,
      methods: {
        GET: async (call) => jsonAnswer({ recovery_codes: codesBody(await recoveryCodes.find((await asking(call)).subject)) }),
        POST: async (call) => {
          const asker = await asking(call);
          await readMembers(call, []);
          return jsonAnswer({ codes: await recoveryCodes.renew(asker) });
        },
        DELETE: async (call) => doneOrNotFound(await recoveryCodes.remove(await asking(call))),
      },
    },
  ];
}

/** The secret is in this one answer. */
async function answerEnrolment(parts: SignInParts, call: EndpointCall): Promise<Response> {
  const { asking } = await askingOf(parts, call);
  await readMembers(call, []);
  const { enrolment, uri, secret, expiresIn } = await parts.accounts.totp.begin(asking);
  return jsonAnswer({ enrolment, uri, secret, expires_in: expiresIn });
}

/** The session is one of two factors then, and so its credentials are new: of the kind that it is held by. */
async function answerConfirmation(parts: SignInParts, call: EndpointCall): Promise<Response> {
  const asked = await askingOf(parts, call);
  const members = await readMembers(call, ['enrolment', 'code']);
  await requireOwnCredential(parts, asked);
  const [enrolment, code] = [requiredParameter(members, 'enrolment'), requiredParameter(members, 'code')];
  return sessionAnswer(parts.gemel, await parts.accounts.totp.confirm(asked.asking, enrolment, code));
}

function appBody(facts: TotpFacts | undefined): unknown {
  return facts === undefined ? null : { added_at: facts.addedAt, last_used_at: facts.lastUsedAt };
}

function codesBody(facts: RecoveryCodesFacts | undefined): unknown {
  return facts === undefined ? null : { left: facts.left, made_at: facts.madeAt, last_used_at: facts.lastUsedAt };
}

function doneOrNotFound(isDone: boolean): Response {
  if (!isDone) throw new GemelError('not_found');
  return emptyAnswer(204);
}
