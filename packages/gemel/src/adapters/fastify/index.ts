/** Gemel for Fastify 5. */
export type { Requirement } from '../guard.ts';
export {
  createFastifyAuth,
  type FastifyAuth,
  type FastifyAuthOptions,
  type FastifyPlugin,
  type FastifyReplyShape,
  type FastifyRequestShape,
} from './create-fastify-auth.ts';
