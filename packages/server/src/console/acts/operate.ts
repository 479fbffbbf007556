/** Runs administrative operations for whoever is at the console: in this process, by the same way in as the admin API's. */
import type { AdminContext, AdminOperation } from '../../admin/admin-operation.ts';
import { type AdminScope, scopesOf } from '../../admin/admin-scope.ts';
import { runOperation } from '../../admin/run-operation.ts';
import { administratorOf } from '../administrator-of.ts';
import type { ConsoleCall } from '../console-context.ts';

export function adminContextOf({ context, services, visitor }: ConsoleCall): AdminContext {
  return {
    ...services.administration,
    actor: administratorOf(visitor.principal),
    client: services.auth.clientFacts(context.env.incoming),
  };
}

/** @throws GemelError as `runOperation` */
export function operate<Input, Output>(call: ConsoleCall, operation: AdminOperation<Input, Output>, input: Input): Promise<Output> {
  return runOperation(adminContextOf(call), operation, input);
}

/** Whether the administrator may do what asks for the scope: what they may not is not offered. */
export function may({ visitor }: ConsoleCall, scope: AdminScope): boolean {
  return scopesOf(visitor.principal.permissions).includes(scope);
}
