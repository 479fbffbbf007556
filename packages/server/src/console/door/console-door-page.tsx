/** What the pages before the console's door have in common. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Card } from '../../pages/parts/card.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { type ConsoleFrame, ConsoleLayout } from '../frame/console-layout.tsx';

export interface ConsoleDoorPageProps {
  readonly frame: ConsoleFrame;
  readonly title: string;
  readonly lead: string;
  readonly notice?: string | undefined;
  /** A question below the card, and where its answer leads. */
  readonly elsewhere?: { readonly question: string; readonly href: string; readonly text: string };
  readonly children?: Child;
}

export function ConsoleDoorPage({ frame, title, lead, notice, elsewhere, children }: ConsoleDoorPageProps): JSX.Element {
  return (
    <ConsoleLayout frame={frame} title={title}>
      <div class="door">
        {notice === undefined ? null : <Notice>{notice}</Notice>}
        <Card>
          <header>
            <h1>{title}</h1>
            <p class="soft">{lead}</p>
          </header>
          {children}
        </Card>
        {elsewhere === undefined ? null : (
          <p class="other soft">
            {elsewhere.question} <a href={elsewhere.href}>{elsewhere.text}</a>
          </p>
        )}
      </div>
    </ConsoleLayout>
  );
}
