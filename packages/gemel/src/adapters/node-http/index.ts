/** Gemel for node:http. */
export type { Requirement } from '../guard.ts';
export { createGuard, type GuardedRequest, type GuardOptions, type NodeGuard } from './create-guard.ts';
export { createNodeHttpAuth, type GuardedListener, type NodeHttpAuth, type NodeHttpAuthOptions } from './create-node-http-auth.ts';
