/** A short text that something has happened, or has not. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface NoticeProps {
  /** `wrong` interrupts whoever hears the page, `done` waits its turn, `mind` is part of the page. Default: `done`. */
  readonly kind?: 'done' | 'wrong' | 'mind';
  readonly children?: Child;
}

export function Notice({ kind = 'done', children }: NoticeProps): JSX.Element {
  if (kind === 'mind') return <p class="notice mind">{children}</p>;
  return (
    <p class={kind === 'wrong' ? 'notice wrong' : 'notice'} role={kind === 'wrong' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
