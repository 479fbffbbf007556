/** Names and what stands for them, as a list of definitions. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface DataItem {
  readonly term: string;
  readonly value: Child;
  /** True for what machines made, such as an id. */
  readonly isMono?: boolean;
}

export function DataList({ items }: { readonly items: readonly DataItem[] }): JSX.Element {
  return (
    <dl class="data">
      {items.map(({ term, value, isMono }) => (
        <div>
          <dt>{term}</dt>
          <dd class={isMono === true ? 'mono' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
