/** The frame of every page of the console: brand, whether the page is live, who is here, the way out, and the areas. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Mark } from '../../pages/mark.tsx';
import { Button } from '../../pages/parts/button.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { SectionNavigation } from '../../pages/parts/section-navigation.tsx';
import type { Texts } from '../../texts/texts.ts';
import type { ConsoleVisitor } from '../read-administrator.ts';
import { consoleSections } from './console-sections.ts';

export interface ConsoleFrame {
  readonly stylesheets: readonly string[];
  readonly icon: string;
  /** Paths of modules. */
  readonly scripts: readonly string[];
  /** Undefined before the door. */
  readonly visitor: ConsoleVisitor | undefined;
  /** The path of the page's stream. */
  readonly live: string | undefined;
  readonly hasOutbox: boolean;
  readonly texts: Texts;
}

export interface ConsoleLayoutProps {
  readonly frame: ConsoleFrame;
  readonly title: string;
  /** The path of the area that is marked. */
  readonly section?: string;
  readonly children?: Child;
}

export function ConsoleLayout({ frame, title, section, children }: ConsoleLayoutProps): JSX.Element {
  const { language, frame: common, console: texts } = frame.texts;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language}>
        <head>
          <meta charset="utf-8" />
          <title>{[title, texts.frame.console, common.product].join(' · ')}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          {frame.stylesheets.map((path) => (
            <link rel="stylesheet" href={path} />
          ))}
          <link rel="icon" type="image/svg+xml" href={frame.icon} />
          {frame.scripts.map((script) => (
            <script type="module" src={script} />
          ))}
        </head>
        <body class="console" {...(frame.live === undefined ? {} : { 'data-live': frame.live })}>
          <a class="skip" href="#content">
            {common.skip}
          </a>
          <header class="top">
            <a class="brand" href="/console">
              <Mark height={26} />
              {common.product}
              <span class="place">{texts.frame.console}</span>
            </a>
            <Standing frame={frame} />
          </header>
          {frame.visitor === undefined ? (
            <main id="content">{children}</main>
          ) : (
            <div class="desk">
              <Sections frame={frame} section={section} />
              <main id="content">{children}</main>
            </div>
          )}
        </body>
      </html>
    </>
  );
}

function Standing({ frame }: { readonly frame: ConsoleFrame }): JSX.Element | null {
  const { visitor } = frame;
  const { frame: texts } = frame.texts.console;
  if (visitor === undefined) return null;
  return (
    <div class="standing">
      <span class="live" data-live-state="off" data-on={texts.live} data-off={texts.notLive}>
        {texts.notLive}
      </span>
      <span class="who" title={visitor.name}>
        {visitor.name}
      </span>
      <Form action="/console/sign-out" isInline>
        <Button kind="quiet" size="small">
          {frame.texts.frame.signOut}
        </Button>
      </Form>
    </div>
  );
}

function Sections({ frame, section }: { readonly frame: ConsoleFrame; readonly section: string | undefined }): JSX.Element {
  const { frame: texts } = frame.texts.console;
  const links = consoleSections
    .filter(({ isOfDevelopment }) => isOfDevelopment !== true || frame.hasOutbox)
    .map(({ name, path }) => ({ path, name: texts.sections[name] }));
  return <SectionNavigation label={texts.areas} links={links} current={section ?? ''} />;
}
