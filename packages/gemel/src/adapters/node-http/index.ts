/** Gemel for node:http. */
export type { Requirement } from '../guard.ts';
export {
  createNodeHttpAuth,
  type GuardedListener,
  type GuardedRequest,
  type NodeHttpAuth,
  type NodeHttpAuthOptions,
} from './create-node-http-auth.ts';
