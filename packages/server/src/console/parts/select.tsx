/** A choice of one among several. */
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface Option {
  readonly value: string;
  readonly text: string;
}

export interface SelectProps {
  readonly name: string;
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value?: string | undefined;
}

export function Select({ name, id, label, options, value }: SelectProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
