/** Things of one kind below each other, each with a picture, a name, what is known of it, and what can be done with it. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export function ItemList({ children }: { readonly children?: Child }): JSX.Element {
  return <ul class="items">{children}</ul>;
}

export interface ItemProps {
  /** The name's id, for `describedBy` of buttons. */
  readonly id: string;
  readonly name: string;
  /** Shapes for a drawing of 24 by 24, in strokes. */
  readonly icon: Child;
  readonly badge?: Child;
  /** True for the one that is in use right now. */
  readonly isCurrent?: boolean;
  /** Buttons. */
  readonly actions?: Child;
  /** Lines of text, each a paragraph. */
  readonly children?: Child;
}

export function Item({ id, name, icon, badge, isCurrent, actions, children }: ItemProps): JSX.Element {
  return (
    <li class={isCurrent === true ? 'current' : undefined}>
      <span class="picture" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="22" height="22" focusable="false">
          {icon}
        </svg>
      </span>
      <div>
        <h3 id={id}>
          {name}
          {badge}
        </h3>
        {children}
      </div>
      {actions === undefined || actions === null ? null : <div class="actions">{actions}</div>}
    </li>
  );
}
