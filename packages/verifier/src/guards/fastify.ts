/** Bearer-only guards for Fastify 5; the types are structural, so that nothing of Fastify is needed to build or to read this. */
import type { GemelError, Principal, Problem } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import { type Guard, type GuardOptions, judgeRequest } from './guard.ts';
import { factsOf, type NodeRequest } from './node-message.ts';

export type { Authorizer } from './bearer-guard.ts';
export type { Requirement } from '../check-requirement.ts';

/** The part of Fastify's request that a guard reads and writes. */
export interface FastifyRequestPart {
  readonly raw: NodeRequest;
  readonly originalUrl: string;
  principal?: unknown;
}

/** The part of Fastify's reply that a guard uses. */
export interface FastifyReplyPart {
  readonly sent: boolean;
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: Uint8Array): unknown;
}

/** Fits the hooks `onRequest`, `preValidation` and `preHandler`; the first is the one to use, since the body is not read before it. */
export type FastifyHook<Req = FastifyRequestPart, Rep = FastifyReplyPart> = (req: Req, reply: Rep, done: (error?: Error) => void) => void;

export interface FastifyGuardOptions<Req = FastifyRequestPart, Rep = FastifyReplyPart> extends GuardOptions {
  /** Answers instead of problem+json where a request is refused; faults are not left to it. */
  onRefused?(error: GemelError, request: Req, reply: Rep): void;
}

/** Carries what a guard says to Fastify. */
export function createFastifyHook<Whom extends Principal, Req extends FastifyRequestPart, Rep extends FastifyReplyPart>(
  guard: Guard<Whom>,
  options: FastifyGuardOptions<Req, Rep> = {},
): FastifyHook<Req, Rep> {
  return (request, reply, done) => {
    const passed = judgeRequest<Whom, unknown>(
      guard,
      factsOf(request.raw, request),
      (principal) => {
        request.principal = principal;
        return done();
      },
      ({ error, problem }) => {
        if (reply.sent) return undefined; // somebody else has answered while the credential was being judged
        if (!error.isRefusal || options.onRefused === undefined) return sendProblem(reply, problem);
        const clearing = problem.headers['set-cookie'];
        if (clearing !== undefined) reply.header('set-cookie', clearing);
        return options.onRefused(error, request, reply);
      },
    );
    if (passed instanceof Promise) void passed.then(undefined, done);
  };
}

/** In bytes, since Fastify adds a charset to a text, which JSON has not; to the cookies that are set already it adds by itself. */
function sendProblem(reply: FastifyReplyPart, { status, headers, body }: Problem): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.code(status);
  reply.send(new TextEncoder().encode(JSON.stringify(body)));
}

/**
 * Creates hooks that let a request pass, with `request.principal`, only where the requirement holds.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createFastifyGuard(createVerifier({ issuer, audience }));
 * app.get('/orders', { onRequest: guard({ permission: 'orders:read' }) }, (request) => ordersOf(request.principal.subject));
 */
export function createFastifyGuard(verifier: Authorizer, options: FastifyGuardOptions = {}): (requirement?: Requirement) => FastifyHook {
  return (requirement) => createFastifyHook(createBearerGuard(verifier, requirement, options), options);
}
