/** Makes a route of a form that runs one operation and leads back to its page: with a notice, or with the code of a refusal. */
import { GemelError } from '@gemel/protocol';
import type { AdminOperation } from '../../admin/admin-operation.ts';
import { readFields } from '../../pages/page-context.ts';
import type { ConsoleNoticeName } from '../../texts/console-notice-texts.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { operate } from './operate.ts';

export interface ActOptions<Input, Output> {
  /** Of the form, as Hono spells it. */
  readonly path: string;
  readonly operation: AdminOperation<Input, Output>;
  /** Names of the form's fields. */
  readonly fields?: readonly string[];
  /** Makes the input of the path's segments and the form's fields; '' for one that was left out. */
  readonly input: (values: Readonly<Record<string, string>>) => Input;
  /** Where its page is. */
  readonly back: (values: Readonly<Record<string, string>>) => string;
  readonly notice: ConsoleNoticeName;
}

export function actRoute<Input, Output>(options: ActOptions<Input, Output>): ConsoleRoute {
  const { path, operation, fields = [], input, back, notice } = options;
  return {
    ...{ method: 'POST', path, fields, answers: [], errors: operation.errors },
    summary: `${operation.summary}: by a form of the console`,
    scope: operation.scope,
    wantsRecent: operation.wantsRecent === true,
    answer: async (call) => {
      const values = { ...(await readFields(call.context, fields)), ...call.context.req.param() };
      return answerAct(call, { back: back(values), notice }, () => operate(call, operation, input(values)));
    },
  };
}

interface Answering {
  readonly back: string;
  readonly notice: ConsoleNoticeName;
}

/** A fault flies; a refusal is told on the page. */
export async function answerAct({ context }: ConsoleCall, { back, notice }: Answering, act: () => Promise<unknown>): Promise<Response> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof GemelError) || !error.isRefusal || error.code === 'permission_missing') throw error;
    return context.redirect(withQuery(back, 'refused', error.code), 303);
  }
  return context.redirect(withQuery(back, 'notice', notice), 303);
}

function withQuery(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}
