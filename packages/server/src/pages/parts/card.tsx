/** A surface that holds together what belongs together. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export function Card({ children }: { readonly children?: Child }): JSX.Element {
  return <div class="card">{children}</div>;
}
