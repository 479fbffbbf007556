/** Why something is done: kept in the audit log. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Field } from '../../pages/parts/field.tsx';
import type { ConsoleCall } from '../console-context.ts';

export interface ReasonFieldProps {
  readonly call: Pick<ConsoleCall, 'texts'>;
  /** Unique on the page. */
  readonly id: string;
  readonly isOptional?: boolean;
}

export function ReasonField({ call, id, isOptional = false }: ReasonFieldProps): JSX.Element {
  const { reason, reasonHint } = call.texts.console.frame;
  return <Field name="reason" id={id} label={reason} hint={reasonHint} autocomplete="off" maxLength={200} isOptional={isOptional} />;
}
