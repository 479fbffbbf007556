/** Buttons, and links that look like them: one look per weight of what they do. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

interface Look {
  /** `main` at most once per form; `quiet` for everything beside it; `danger` for what cannot be undone. Default: `main`. */
  readonly kind?: 'main' | 'quiet' | 'danger';
  readonly size?: 'small' | 'full';
  readonly children?: Child;
}

export interface ButtonProps extends Look {
  /** Sent with the form where this button sends it. */
  readonly name?: string;
  readonly value?: string;
  /** Where this button sends its form, if not to the form's own address. */
  readonly action?: string;
  /** The id of what tells this button from others with the same text. */
  readonly describedBy?: string;
  /** Without asking the fields: for a way back or around. */
  readonly skipsValidation?: boolean;
  /** Until a script shows it: it can do nothing without one. */
  readonly isHidden?: boolean;
}

/** A button that sends its form. */
export function Button({ name, value, action, describedBy, skipsValidation, isHidden, children, ...look }: ButtonProps): JSX.Element {
  return (
    <button
      class={classOf(look)}
      type="submit"
      {...(name === undefined ? {} : { name })}
      {...(value === undefined ? {} : { value })}
      {...(action === undefined ? {} : { formaction: action })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      {...(skipsValidation === true ? { formnovalidate: true } : {})}
      {...(isHidden === true ? { hidden: true } : {})}
    >
      {children}
    </button>
  );
}

export interface LinkButtonProps extends Look {
  readonly href: string;
}

export function LinkButton({ href, children, ...look }: LinkButtonProps): JSX.Element {
  return (
    <a class={classOf(look)} href={href}>
      {children}
    </a>
  );
}

/** Buttons beside each other, below each other where there is no room. */
export function ButtonRow({ children }: { readonly children?: Child }): JSX.Element {
  return <div class="row">{children}</div>;
}

function classOf({ kind = 'main', size }: Look): string {
  return ['button', ...(kind === 'main' ? [] : [kind]), ...(size === undefined ? [] : [size])].join(' ');
}
