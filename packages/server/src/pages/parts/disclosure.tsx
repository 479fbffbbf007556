/** Something small that a click opens, without any script. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface DisclosureProps {
  readonly opener: string;
  /** The id of what tells this opener from others with the same text. */
  readonly describedBy: string;
  readonly children?: Child;
}

export function Disclosure({ opener, describedBy, children }: DisclosureProps): JSX.Element {
  return (
    <details class="confirm">
      <summary class="button quiet small" aria-describedby={describedBy}>
        {opener}
      </summary>
      <div class="question">{children}</div>
    </details>
  );
}
