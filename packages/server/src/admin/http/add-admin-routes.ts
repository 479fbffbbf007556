/** Puts every operation at its path on the admin listener. */
import { GemelError } from '@gemel/protocol';
import type { Context, Hono } from 'hono';
import { createClientFacts } from 'gemel/endpoints';
import type { RequestFacts } from 'gemel';
import type { HttpEnvironment } from '../../http/services.ts';
import { answerProblem } from '../../http/answer-problem.ts';
import type { Logger } from '../../logging/create-logger.ts';
import type { AdminOperation, AdminServices } from '../admin-operation.ts';
import { operationTable } from '../operation-table.ts';
import { runOperation } from '../run-operation.ts';
import { createReadInput } from './read-input.ts';
import { type ReadConsoleActor, readActor } from './read-actor.ts';
import { answerOutput } from './answer-output.ts';

export interface AdminRoutesParts {
  readonly services: AdminServices;
  readonly logger: Logger;
  /** Where there is a console. */
  readonly readConsoleActor?: ReadConsoleActor | undefined;
}

/** What they throw goes to the application's `onError`, which answers problem+json. */
export function addAdminRoutes(app: Hono<HttpEnvironment>, { services, logger, readConsoleActor }: AdminRoutesParts): void {
  const readClient = createClientFacts(services.gemel);
  for (const operation of operationTable) add(operation);
  // Behind all of them: several operations may lie at one path.
  for (const path of new Set(operationTable.map((one) => one.path))) app.all(honoPath(path), () => refuseMethod(path));

  function add(operation: AdminOperation): void {
    const readInput = createReadInput(operation);
    app.on(operation.method, honoPath(operation.path), async (context) => {
      const facts = factsOf(context);
      const client = readClient(facts, context.env.incoming.socket.remoteAddress);
      const actor = await readActor(services.accounts, readConsoleActor, facts, client);
      logger.info({ operation: operation.name, actor: actor.kind, ...(actor.kind === 'api-key' ? { key: actor.id } : {}) }, 'admin');
      const input = await readInput(context);
      return answerOutput(operation, await runOperation({ ...services, actor, client }, operation, input));
    });
  }

  function refuseMethod(path: string): Response {
    const answer = answerProblem(new GemelError('method_not_allowed'), () => undefined);
    const methods = operationTable.filter((one) => one.path === path).map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method));
    answer.headers.set('allow', methods.join(', '));
    return answer;
  }
}

export function factsOf({ req }: Context<HttpEnvironment>): RequestFacts {
  return { method: req.method, header: (name) => req.header(name) };
}

/** `{name}` as Hono writes it. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
