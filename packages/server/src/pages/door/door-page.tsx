/** What the pages before the door have in common: one card with a title, and a line below it that leads elsewhere. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Frame, Layout } from '../layout.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';

export interface DoorPageProps {
  readonly frame: Frame;
  readonly path: string;
  readonly title: string;
  readonly lead?: string;
  readonly notice?: string | undefined;
  /** A question below the card, and where its answer leads. */
  readonly elsewhere?: { readonly question: string; readonly href: string; readonly text: string };
  readonly children?: Child;
}

export function DoorPage({ frame, path, title, lead, notice, elsewhere, children }: DoorPageProps): JSX.Element {
  return (
    <Layout frame={frame} title={title} path={path}>
      <div class="door">
        {notice === undefined ? null : <Notice>{notice}</Notice>}
        <Card>
          <header>
            <h1>{title}</h1>
            {lead === undefined ? null : <p class="soft">{lead}</p>}
          </header>
          {children}
        </Card>
        {elsewhere === undefined ? null : (
          <p class="other soft">
            {elsewhere.question} <a href={elsewhere.href}>{elsewhere.text}</a>
          </p>
        )}
      </div>
    </Layout>
  );
}
