/** Says to TypeScript where a guard puts the principal. */
import type { SessionPrincipal } from 'gemel';

declare module 'fastify' {
  interface FastifyRequest {
    principal: SessionPrincipal;
  }
}
