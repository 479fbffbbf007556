/** Endpoints as `Request → Response`: the engine's own, and what others need to add theirs beside them. */
export { emptyAnswer, jsonAnswer, problemAnswer } from './answers.ts';
export { beginSession, cookieOf, endReplacedSession } from './begin-session.ts';
export { type CheckClient, type Client, createCheckClient, problemsWithClients } from './clients.ts';
export { createClientFacts, type ReadClientFacts } from './client-facts.ts';
export { createEndpoints, type EndpointsOptions } from './create-endpoints.ts';
export type { AssertionParts } from './client-assertion.ts';
export { createRouter, type EndpointRow, type Endpoints, type RouterOptions } from './create-router.ts';
export { endOwnSession } from './end-own-session.ts';
export type { Endpoint, EndpointCall, EndpointContext, Route } from './endpoint.ts';
export {
  isForm,
  MAX_BODY_BYTES,
  optionalParameter,
  type Parameters,
  readParameters,
  readQuery,
  requiredParameter,
} from './read-parameters.ts';
export { principalBody } from './principal-body.ts';
export { requirePrincipal } from './require-principal.ts';
export type { SignOutOptions } from './sign-out.ts';
export { createUseOnce, type UseOnce } from './use-once.ts';
