/** One choice to be made beside a form's fields. */
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface CheckBoxProps {
  /** Sent as `on` where it is chosen. */
  readonly name: string;
  readonly id: string;
  readonly label: string;
}

export function CheckBox({ name, id, label }: CheckBoxProps): JSX.Element {
  return (
    <div class="choice">
      <input id={id} name={name} type="checkbox" />
      <label for={id}>{label}</label>
    </div>
  );
}
