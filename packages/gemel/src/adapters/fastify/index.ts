/** Gemel for Fastify 5. */
export type { Requirement } from '../guard.ts';
export {
  createFastifyAuth,
  type FastifyAuth,
  type FastifyAuthOptions,
  type FastifyInstancePart,
  type FastifyOnRequest,
  type FastifyPlugin,
  type FastifyReplyShape,
  type FastifyRequestShape,
} from './create-fastify-auth.ts';
