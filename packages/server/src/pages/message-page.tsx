/** A page that only says one thing: nothing here, or out of order. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Frame, Layout } from './layout.tsx';
import { LinkButton } from './parts/button.tsx';

export interface MessageProps {
  readonly frame: Frame;
  readonly title: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string };
}

export function MessagePage({ frame, title, text, link }: MessageProps): JSX.Element {
  return (
    <Layout frame={frame} title={title} isBare>
      <div class="message">
        <h1>{title}</h1>
        <p class="soft">{text}</p>
        <LinkButton href={link.href}>{link.text}</LinkButton>
      </div>
    </Layout>
  );
}
