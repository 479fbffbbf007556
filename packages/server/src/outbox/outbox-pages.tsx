/** The list of messages, and one of them. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Assets } from '../pages/asset-routes.ts';
import { machineTime } from '../pages/machine-time.ts';
import { linkedText } from './linked-text.tsx';
import type { Texts } from '../texts/texts.ts';
import type { KeptMail } from './create-outbox.ts';

export interface OutboxFrame {
  readonly assets: Assets;
  readonly texts: Texts;
}

interface DocumentProps {
  readonly frame: OutboxFrame;
  readonly title: string;
  readonly children?: Child;
}

function Document({ frame: { assets, texts }, title, children }: DocumentProps): JSX.Element {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={texts.language}>
        <head>
          <meta charset="utf-8" />
          <title>{[title, texts.frame.product].join(' · ')}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={assets.stylesheet} />
          <link rel="icon" type="image/svg+xml" href={assets.icon} />
        </head>
        <body>
          <main id="content">{children}</main>
        </body>
      </html>
    </>
  );
}

export function OutboxPage({ frame, mails }: { readonly frame: OutboxFrame; readonly mails: readonly KeptMail[] }): JSX.Element {
  const { title, lead, empty } = frame.texts.outbox;
  return (
    <Document frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="soft">{lead}</p>
      {mails.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <ul class="items">
          {mails.map((mail) => (
            <li>
              <span class="picture" aria-hidden="true">
                <svg viewBox="0 0 24 24" width="22" height="22" focusable="false">
                  <path d="M3 6h18v12H3zM3 7l9 7 9-7" />
                </svg>
              </span>
              <div>
                <h3>
                  <a href={`/outbox/${mail.message.id}`}>{mail.message.subject}</a>
                </h3>
                <p>
                  <Facts frame={frame} mail={mail} name={mail.message.to} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Document>
  );
}

export function MailPage({ frame, mail }: { readonly frame: OutboxFrame; readonly mail: KeptMail }): JSX.Element {
  const { message } = mail;
  const { title, to, asHtml } = frame.texts.outbox;
  return (
    <Document frame={frame} title={message.subject}>
      <p>
        <a href="/outbox">{title}</a>
      </p>
      <h1>{message.subject}</h1>
      <p class="soft">
        <Facts frame={frame} mail={mail} name={to(message.to)} />
        {message.html === undefined ? null : (
          <>
            {' · '}
            <a href={`/outbox/${message.id}/html`}>{asHtml}</a>
          </>
        )}
      </p>
      <pre class="lines">{linkedText(message.text)}</pre>
    </Document>
  );
}

function Facts({ frame, mail, name }: { readonly frame: OutboxFrame; readonly mail: KeptMail; readonly name: string }): JSX.Element {
  return (
    <>
      {[name, mail.message.kind, ''].join(' · ')}
      <time datetime={machineTime(mail.sentAt)}>{frame.texts.times.date(mail.sentAt)}</time>
    </>
  );
}
