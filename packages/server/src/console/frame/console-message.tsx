/** A page of the console that only says one thing: nothing here, not for you, or out of order. */
import { type ErrorCode, errorTable } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Button, ButtonRow, LinkButton } from '../../pages/parts/button.tsx';
import { Form } from '../../pages/parts/form.tsx';
import type { Texts } from '../../texts/texts.ts';
import { type ConsoleFrame, ConsoleLayout } from './console-layout.tsx';

export function ConsoleMessage({ frame, code }: { readonly frame: ConsoleFrame; readonly code: ErrorCode }): JSX.Element {
  const { title, text } = wordsFor(code, frame.texts);
  return (
    <ConsoleLayout frame={frame} title={title}>
      <div class="message">
        <h1>{title}</h1>
        <p class="soft">{text}</p>
        <ButtonRow>
          <LinkButton href="/console">{frame.texts.console.frame.toOverview}</LinkButton>
          {code === 'permission_missing' ? (
            <Form action="/console/sign-out" isInline>
              <Button kind="quiet">{frame.texts.frame.signOut}</Button>
            </Form>
          ) : null}
        </ButtonRow>
      </div>
    </ConsoleLayout>
  );
}

function wordsFor(code: ErrorCode, { messages, console: texts }: Texts): { readonly title: string; readonly text: string } {
  if (code === 'not_found') return messages.notFound;
  if (code === 'cross_site_refused') return messages.crossSite;
  if (code === 'permission_missing') return texts.frame.notForYou;
  return errorTable[code].status >= 500 ? messages.fault : messages.refused(code);
}
