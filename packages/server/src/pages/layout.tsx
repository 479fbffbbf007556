/** The frame of every page: head, brand, who is signed in and the way out, footer. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Mark } from './mark.tsx';

/** Where the page's fixed files are. */
export interface Assets {
  readonly stylesheet: string;
  readonly icon: string;
}

export interface Frame {
  readonly assets: Assets;
  /** The signed-in visitor's name, or undefined for anybody else. */
  readonly visitor: string | undefined;
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
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{`${title} · Gemel`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={frame.assets.stylesheet} />
          <link rel="icon" type="image/svg+xml" href={frame.assets.icon} />
        </head>
        <body>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <header class="top">
            <a class="brand" href="/">
              <Mark height={26} />
              Gemel
            </a>
            {isBare === true ? null : <Navigation visitor={frame.visitor} path={path} />}
          </header>
          <main id="content">{children}</main>
          <footer class="foot">
            <span>One session, two credentials.</span>
            <a href="/.well-known/jwks.json">Public keys</a>
            <a href="/feed">Revocation feed</a>
            <a href="/readyz">Health</a>
          </footer>
        </body>
      </html>
    </>
  );
}

function Navigation({ visitor, path }: { readonly visitor: string | undefined; readonly path: string | undefined }): JSX.Element {
  if (visitor === undefined) {
    return (
      <nav aria-label="Account">
        {path === '/sign-in' ? null : <a href="/sign-in">Sign in</a>}
        {path === '/sign-up' || path === '/' ? null : <a href="/sign-up">Create an account</a>}
      </nav>
    );
  }
  return (
    <nav aria-label="Account">
      {path === '/account' ? (
        <span class="who" title={visitor}>
          {visitor}
        </span>
      ) : (
        <a class="who" href="/account" title={visitor}>
          {visitor}
        </a>
      )}
      <form method="post" action="/sign-out">
        <button class="button quiet small" type="submit">
          Sign out
        </button>
      </form>
    </nav>
  );
}
