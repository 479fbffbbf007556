/** One or two words about the thing beside them. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface BadgeProps {
  /** `on` for what is in use, `off` for what is not, `mind` for what wants attention. Default: `on`. */
  readonly kind?: 'on' | 'off' | 'mind';
  readonly children?: Child;
}

export function Badge({ kind = 'on', children }: BadgeProps): JSX.Element {
  return <span class={kind === 'on' ? 'badge' : `badge ${kind}`}>{children}</span>;
}
