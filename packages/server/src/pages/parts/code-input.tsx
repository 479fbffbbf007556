/** The field for a short code from an authenticator or a message: phones show digits and offer what has just arrived. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Field, type FieldProps } from './field.tsx';

export interface CodeInputProps extends Pick<FieldProps, 'name' | 'label' | 'id' | 'hint' | 'fault' | 'hasFocus'> {
  /** How many digits; spaces may stand between them, whoever reads the field takes them out. */
  readonly length: number;
}

export function CodeInput({ length, ...field }: CodeInputProps): JSX.Element {
  const further = { inputmode: 'numeric', pattern: `[0-9 ]{${length},${length + 2}}`, class: 'code' };
  return <Field {...field} autocomplete="one-time-code" maxLength={length + 2} further={further} />;
}
