/** Makes a route of a form that ends sessions or a key: it begins, and its page shows every node as it says that it has heard. */
import type { AdminOperation } from '../../admin/admin-operation.ts';
import { runOperation } from '../../admin/run-operation.ts';
import { readFields } from '../../pages/page-context.ts';
import { adminContextOf } from '../acts/operate.ts';
import type { ConsoleRoute } from '../console-route.ts';
import type { Ended, EndingOutcome } from './create-endings.ts';
import { endingsPath } from './ending-routes.tsx';

export interface EndingOptions<Input, Output extends EndingOutcome> {
  /** Of the form, as Hono spells it. */
  readonly path: string;
  readonly operation: AdminOperation<Input, Output>;
  /** Names of the form's fields. */
  readonly fields: readonly string[];
  readonly input: (values: Readonly<Record<string, string>>) => Input;
  readonly what: Ended;
  /** Where its page leads back to. */
  readonly back: (values: Readonly<Record<string, string>>) => string;
}

export function endingRoute<Input, Output extends EndingOutcome>(options: EndingOptions<Input, Output>): ConsoleRoute {
  const { path, operation, fields, input, what, back } = options;
  return {
    ...{ method: 'POST', path, fields, answers: [], errors: operation.errors },
    summary: `${operation.summary}: by a form of the console`,
    scope: operation.scope,
    wantsRecent: operation.wantsRecent === true,
    answer: async (call) => {
      const values = { ...(await readFields(call.context, fields)), ...call.context.req.param() };
      const context = adminContextOf(call);
      const asked = { by: call.visitor.principal.sid, what, back: back(values) };
      const id = call.services.endings.begin(asked, (onReceipts) => runOperation({ ...context, onReceipts }, operation, input(values)));
      return call.context.redirect(`${endingsPath}/${id}`, 303);
    },
  };
}
