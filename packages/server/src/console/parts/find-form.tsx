/** A form that asks for a part of a list: its answer is a page with an address of its own. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Button } from '../../pages/parts/button.tsx';

export interface FindFormProps {
  readonly path: string;
  /** What it finds, for those who hear the page. */
  readonly label: string;
  readonly button: string;
  readonly children?: Child;
}

export function FindForm({ path, label, button, children }: FindFormProps): JSX.Element {
  return (
    <form class="find" method="get" action={path} role="search" aria-label={label}>
      {children}
      <Button kind="quiet">{button}</Button>
    </form>
  );
}
