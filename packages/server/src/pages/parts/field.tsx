/** One field with its label, its hint and what was wrong with it, tied together for those who hear the page. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  /** As HTML spells it, such as `current-password` or `username webauthn`. */
  readonly autocomplete: string;
  /** Unique on the page. Default: the name. */
  readonly id?: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string;
  readonly hint?: Child;
  /** What was wrong with it in the last attempt. */
  readonly fault?: string | undefined;
  readonly isOptional?: boolean;
  /** One field of a page at most; a field with a fault takes the focus by itself. */
  readonly hasFocus?: boolean;
  readonly maxLength?: number;
  /** Attributes that only some kinds of field have. */
  readonly further?: Readonly<Record<string, string>>;
}

export function Field(props: FieldProps): JSX.Element {
  const { name, label, autocomplete, id = name, type = 'text', value, hint, fault, isOptional, hasFocus, maxLength, further } = props;
  const [hintId, faultId] = [`${id}-hint`, `${id}-fault`];
  const describedBy = [...(fault === undefined ? [] : [faultId]), ...(hint === undefined ? [] : [hintId])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autocomplete={autocomplete}
        {...(value === undefined ? {} : { value })}
        {...(type === 'password' ? {} : { autocapitalize: 'none', spellcheck: false })}
        {...(maxLength === undefined ? {} : { maxlength: maxLength })}
        required={isOptional !== true}
        autofocus={hasFocus === true || fault !== undefined}
        {...(fault === undefined ? {} : { 'aria-invalid': 'true' })}
        {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
        {...further}
      />
      {fault === undefined ? null : (
        <p class="fault" role="alert" id={faultId}>
          {fault}
        </p>
      )}
      {hint === undefined ? null : (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
