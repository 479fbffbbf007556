/** A secret that is shown this once: whole, in one piece to select, and with a button to copy it where scripts run. */
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface SecretProps {
  /** The heading's id. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
  /** Of the heading. Default: 3, as below a panel's. */
  readonly level?: 2 | 3;
  /** What the button says before and after; the page then names the script `copy`. */
  readonly copy: { readonly copy: string; readonly copied: string };
}

export function Secret({ id, heading, text, level = 3, copy }: SecretProps): JSX.Element {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div class="labelled">
      <div class="heading">
        <Heading id={id}>{heading}</Heading>
        <button class="button quiet small" type="button" hidden data-copy={`${id}-text`} data-copied={copy.copied} aria-describedby={id}>
          {copy.copy}
        </button>
      </div>
      <pre class="secret" id={`${id}-text`} tabindex={0} role="region" aria-labelledby={id}>
        {text}
      </pre>
    </div>
  );
}
