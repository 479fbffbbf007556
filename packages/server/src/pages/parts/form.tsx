/** A form of ours: posted, to a path of ours, with what was wrong with the last attempt above its fields. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Notice } from './notice.tsx';

export interface FormProps {
  readonly action: string;
  /** What was wrong with the whole, and not with one field. */
  readonly fault?: string | undefined;
  /** For forms beside other things in a line: no distance between its parts. */
  readonly isInline?: boolean;
  readonly children?: Child;
}

export function Form({ action, fault, isInline, children }: FormProps): JSX.Element {
  return (
    <form class={isInline === true ? 'inline' : 'stack'} method="post" action={action}>
      {fault === undefined ? null : <Notice kind="wrong">{fault}</Notice>}
      {children}
    </form>
  );
}

export interface HiddenFieldProps {
  readonly name: string;
  readonly value: string;
}

export function HiddenField({ name, value }: HiddenFieldProps): JSX.Element {
  return <input type="hidden" name={name} value={value} />;
}

/** Tells password managers whose password a form is about; nobody sees it. */
export function AccountName({ name }: { readonly name: string }): JSX.Element {
  return (
    <input class="unseen" type="text" name="username" autocomplete="username" value={name} readonly tabindex={-1} aria-hidden="true" />
  );
}
