/** A page of an area: its title, a sentence, what has just been done, and its panels. */
import { errorTable } from '@gemel/protocol';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Notice } from '../../pages/parts/notice.tsx';
import { consoleNoticeText } from '../../texts/console-notice-texts.ts';
import { type ConsoleCall, consoleFrame, type ConsoleFrameOptions } from '../console-context.ts';
import { ConsoleLayout } from './console-layout.tsx';

export interface ConsolePageProps extends Pick<ConsoleFrameOptions, 'live' | 'scripts'> {
  readonly call: ConsoleCall;
  readonly title: string;
  /** The path of its area. */
  readonly section: string;
  readonly lead?: Child;
  /** Leads to what the page is a part of. */
  readonly above?: { readonly href: string; readonly text: string };
  /** Beside the title. */
  readonly aside?: Child;
  readonly children?: Child;
}

export function ConsolePage({ call, title, section, lead, above, aside, children, ...options }: ConsolePageProps): JSX.Element {
  const { context, services, visitor, texts } = call;
  const frame = consoleFrame(context, services, { visitor, ...options });
  const notice = context.req.method === 'GET' ? consoleNoticeText(texts.console.notices, context.req.query('notice')) : undefined;
  const refused = refusalText(context.req.query('refused'));
  return (
    <ConsoleLayout frame={frame} title={title} section={section}>
      <div class="panels">
        <header>
          {above === undefined ? null : (
            <p class="above">
              <a href={above.href}>{above.text}</a>
            </p>
          )}
          <div class="heading">
            <h1>{title}</h1>
            {aside}
          </div>
          {lead === undefined ? null : <p class="soft">{lead}</p>}
        </header>
        {notice === undefined ? null : <Notice>{notice}</Notice>}
        {refused === undefined ? null : <Notice kind="wrong">{refused}</Notice>}
        {children}
      </div>
    </ConsoleLayout>
  );
}

/** A refusal by its code: the table's own words, never the URL's. */
function refusalText(code: string | undefined): string | undefined {
  return Object.entries(errorTable).find(([known]) => known === code)?.[1].summary;
}
