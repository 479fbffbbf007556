/** The one way into an operation, for routes, console and command line alike: the scope, the input, the act, the audit log. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { z } from 'zod';
import { auditActorOf, scopesOfActor } from './admin-actor.ts';
import type { AdminContext, AdminOperation } from './admin-operation.ts';

/**
 * Runs an operation for the context's actor. Of a change that came to its end the audit log tells (`admin.acted`), and of whoever lacked the scope, or might
 * not act on whom it was about (`admin.refused`).
 *
 * @throws GemelError `permission_missing`, `authentication_too_old` for a person, `request_malformed` for input that is not of its schema, and what the operation throws
 */
export async function runOperation<Input, Output>(
  context: AdminContext,
  operation: AdminOperation<Input, Output>,
  input: Input,
): Promise<Output> {
  const { actor, client, accounts } = context;
  const { name, scope, method, answer } = operation;
  const head = { actor: auditActorOf(actor), client };
  if (!scopesOfActor(actor).includes(scope)) {
    accounts.audit.write({ kind: 'admin.refused', ...head, operation: name, scope });
    throw new GemelError('permission_missing', { scope });
  }
  checkRecent(context, operation);
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw new GemelError('request_malformed', spellIssue(parsed.error));
  const about = { subject: textOf(parsed.data, 'subject'), sid: textOf(parsed.data, 'sid') };
  const output = await operation.run(context, parsed.data).catch((error: unknown) => {
    if (isOutOfReach(error))
      accounts.audit.write({ kind: 'admin.refused', ...head, ...about, operation: name, scope: textOf(error.cause, 'scope') ?? scope });
    throw error;
  });
  if (method === 'POST') {
    const reason = textOf(parsed.data, 'reason');
    accounts.audit.write({ kind: 'admin.acted', ...head, ...about, operation: name, ...(reason === undefined ? {} : { reason }) });
  }
  return answer.kind === 'json' ? checkedOutput(operation, answer.schema.safeParse(output)) : output;
}

/** Seconds since a person has proven who they are after which what cannot be taken back wants another proof. */
export const recentProofAge: Seconds = 900;

/** Programs and the command line prove who they are each time. */
function checkRecent<Input, Output>({ actor, gemel }: AdminContext, { wantsRecent }: AdminOperation<Input, Output>): void {
  if (wantsRecent !== true || actor.kind !== 'administrator') return;
  if (!(gemel.engineTime() - actor.authenticatedAt <= recentProofAge))
    throw new GemelError('authentication_too_old', { sid: actor.sid, maxAuthAge: recentProofAge });
}

/** Whether somebody has the operation's scope, and still may not do it to whom or with what they named. */
function isOutOfReach(error: unknown): error is GemelError {
  return error instanceof GemelError && (error.code === 'permission_missing' || error.code === 'impersonation_refused');
}

/** Where, and what is wrong there; never what was given. */
function spellIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? 'the input'}: ${issue?.message ?? 'malformed'}`;
}

interface Judged<Output> {
  readonly success: boolean;
  readonly data?: Output | undefined;
}

/** What the schema does not name is gone by now. */
function checkedOutput<Output>({ name }: Pick<AdminOperation, 'name'>, judged: Judged<Output>): Output {
  if (!judged.success || judged.data === undefined) throw new GemelError('internal', `${name} answers something else than it says`);
  return judged.data;
}

function textOf(given: unknown, name: string): string | undefined {
  const value: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
