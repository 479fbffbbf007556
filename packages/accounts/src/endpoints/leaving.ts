/** `DELETE /auth/account` and `POST /auth/account/export`: how the owner of an account leaves, and what goes along. */
import { endpointPaths } from '@gemel/protocol';
import { formatClearedCookie } from 'gemel';
import { type EndpointCall, emptyAnswer, type Route } from 'gemel/endpoints';
import { exportStream } from '../leaving/export-json.ts';
import { askingOf } from './asking-of.ts';
import type { SignInParts } from './sign-in-answer.ts';

export function leavingRoutes(parts: SignInParts): readonly Route[] {
  return [
    { path: endpointPaths.account, methods: { DELETE: (call) => answerDeletion(parts, call) } },
    { path: endpointPaths.accountExport, methods: { POST: (call) => answerExport(parts, call) } },
  ];
}

/** 204, and the cookie goes with the session. Needs a recent proof, and no body: the method says it all. */
async function answerDeletion(parts: SignInParts, call: EndpointCall): Promise<Response> {
  const { asking, credential } = await askingOf(parts, call);
  await parts.accounts.leaving.deleteOwn(asking);
  return emptyAnswer(204, credential === 'cookie' ? { 'set-cookie': formatClearedCookie(parts.gemel.options.cookie) } : {});
}

/** The export as JSON, written while it is read. Needs a recent proof, and no body. */
async function answerExport(parts: SignInParts, call: EndpointCall): Promise<Response> {
  const { asking } = await askingOf(parts, call);
  const exported = await parts.accounts.leaving.exportOwn(asking);
  const { headers } = emptyAnswer(200, { 'content-type': 'application/json' });
  return new Response(exportStream(exported), { headers });
}
