/** The code that an authenticator app shows. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { faultAt } from '../form-fault.ts';
import { CodeInput } from '../parts/code-input.tsx';
import type { FactorCall, FactorFields, SecondWay } from './second-way.ts';

export const totpWay: SecondWay = {
  factor: 'totp',
  drawFields,
  names: ['code'],
  proofOf: ({ code = '' }) => ({ totp: code.replaceAll(/\s/g, '') }),
};

function drawFields({ texts: { secondStep } }: FactorCall, { fault, isFirst }: FactorFields): JSX.Element {
  const label = { label: secondStep.code, hint: secondStep.codeHint };
  return <CodeInput name="code" {...label} length={6} fault={faultAt(fault, 'code')} hasFocus={isFirst} />;
}
