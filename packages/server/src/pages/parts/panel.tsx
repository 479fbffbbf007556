/** A part of a page: heading, one sentence, and a card with what can be done. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface PanelProps {
  /** The heading's id, so that a URL can point at the panel. */
  readonly id: string;
  readonly heading: string;
  readonly lead?: Child;
  /** Beside the heading, such as a badge. */
  readonly aside?: Child;
  /** Below the card, such as a row of buttons. */
  readonly below?: Child;
  /** True where the content is a list that reaches to the card's edges. */
  readonly isFlush?: boolean;
  readonly children?: Child;
}

export function Panel({ id, heading, lead, aside, below, isFlush, children }: PanelProps): JSX.Element {
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <div class="heading">
          <h2 id={id}>{heading}</h2>
          {aside}
        </div>
        {lead === undefined ? null : <p class="soft">{lead}</p>}
      </header>
      {children === undefined ? null : <div class={isFlush === true ? 'card' : 'card padded'}>{children}</div>}
      {below}
    </section>
  );
}
