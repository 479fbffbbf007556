/** One of the codes on paper. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { faultAt } from '../form-fault.ts';
import { Field } from '../parts/field.tsx';
import type { FactorCall, FactorFields, SecondWay } from './second-way.ts';

export const recoveryCodeWay: SecondWay = {
  factor: 'recovery_code',
  drawFields,
  names: ['code'],
  proofOf: ({ code = '' }) => ({ recoveryCode: code }),
};

function drawFields({ texts: { secondStep } }: FactorCall, { fault, isFirst }: FactorFields): JSX.Element {
  const label = { label: secondStep.recoveryCode, hint: secondStep.recoveryCodeHint };
  return <Field name="code" {...label} autocomplete="off" maxLength={48} fault={faultAt(fault, 'code')} hasFocus={isFirst} />;
}
