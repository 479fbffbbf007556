/** The frame of every page: head, brand, who is signed in and the way out, footer. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Texts } from '../texts/texts.ts';
import { Mark } from './mark.tsx';
import { Button } from './parts/button.tsx';
import { Form } from './parts/form.tsx';

export interface Frame {
  readonly stylesheet: string;
  readonly icon: string;
  /** Paths of modules. */
  readonly scripts: readonly string[];
  /** The signed-in visitor's name, or undefined for anybody else. */
  readonly visitor: string | undefined;
  /** Who acts as the visitor; undefined where nobody does. */
  readonly actor: string | undefined;
  readonly texts: Texts;
}

export interface LayoutProps {
  readonly frame: Frame;
  readonly title: string;
  /** The path of this page; the navigation leaves it out. */
  readonly path?: string;
  /** True where it is not known who is there. */
  readonly isBare?: boolean;
  readonly children?: Child;
}

export function Layout({ frame, title, path, isBare, children }: LayoutProps): JSX.Element {
  const { language, frame: texts } = frame.texts;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language}>
        <head>
          <meta charset="utf-8" />
          <title>{[title, texts.product].join(' · ')}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={frame.stylesheet} />
          <link rel="icon" type="image/svg+xml" href={frame.icon} />
          {frame.scripts.map((script) => (
            <script type="module" src={script} />
          ))}
        </head>
        <body>
          <a class="skip" href="#content">
            {texts.skip}
          </a>
          <header class="top">
            <a class="brand" href="/">
              <Mark height={26} />
              {texts.product}
            </a>
            {isBare === true ? null : <Navigation frame={frame} path={path} />}
          </header>
          {frame.visitor === undefined || frame.actor === undefined ? null : (
            <Acting frame={frame} visitor={frame.visitor} actor={frame.actor} />
          )}
          <main id="content">{children}</main>
          <footer class="foot">
            <span>{texts.motto}</span>
            <a href="/.well-known/jwks.json">{texts.publicKeys}</a>
            <a href="/feed">{texts.feed}</a>
            <a href="/readyz">{texts.health}</a>
          </footer>
        </body>
      </html>
    </>
  );
}

interface ActingProps {
  readonly frame: Frame;
  readonly visitor: string;
  readonly actor: string;
}

/** On every page, so that nobody forgets whose browser this is. */
function Acting({ frame, visitor, actor }: ActingProps): JSX.Element {
  const { impersonation } = frame.texts;
  return (
    <aside class="acting" aria-label={impersonation.title}>
      <p>{impersonation.banner(visitor, actor)}</p>
      <Form action="/sign-out" isInline>
        <Button kind="quiet" size="small">
          {impersonation.stop}
        </Button>
      </Form>
    </aside>
  );
}

function Navigation({ frame, path }: { readonly frame: Frame; readonly path: string | undefined }): JSX.Element {
  const {
    visitor,
    texts: { frame: texts },
  } = frame;
  if (visitor === undefined) {
    return (
      <nav aria-label={texts.navigation}>
        {path === '/sign-in' ? null : <a href="/sign-in">{texts.signIn}</a>}
        {path === '/sign-up' || path === '/' ? null : <a href="/sign-up">{texts.signUp}</a>}
      </nav>
    );
  }
  const current = path === '/account' ? { 'aria-current': 'page' as const } : {};
  return (
    <nav aria-label={texts.navigation}>
      <a class="who long" href="/account" title={visitor} {...current}>
        {visitor}
      </a>
      <a class="who short" href="/account" {...current}>
        {texts.account}
      </a>
      <Form action="/sign-out" isInline>
        <Button kind="quiet" size="small">
          {texts.signOut}
        </Button>
      </Form>
    </nav>
  );
}
