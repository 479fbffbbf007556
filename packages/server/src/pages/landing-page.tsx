/** The front page: what this is, and the two ways in. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Frame, Layout } from './layout.tsx';
import { Twins } from './mark.tsx';

export function LandingPage({ frame }: { readonly frame: Frame }): JSX.Element {
  return (
    <Layout frame={frame} title="One sign-in, twin credentials" path="/">
      <div class="hero">
        <div>
          <h1>One sign-in, twin credentials.</h1>
          <p class="lead">
            Sign in once and hold a session cookie for pages and an access token for APIs. They open the same doors, and end at the same
            moment, everywhere.
          </p>
          <Ways isSignedIn={frame.visitor !== undefined} />
        </div>
        <Twins />
      </div>
      <ul class="facts">
        <li class="cookie">
          <h2>For pages</h2>
          <p class="soft">An opaque cookie that no script can read and no other site can send for you.</p>
        </li>
        <li class="token">
          <h2>For APIs</h2>
          <p class="soft">A signed token that any service checks by itself, without asking anybody.</p>
        </li>
        <li class="both">
          <h2>One end</h2>
          <p class="soft">End a session here, and both stop working in every service, moments later.</p>
        </li>
      </ul>
    </Layout>
  );
}

function Ways({ isSignedIn }: { readonly isSignedIn: boolean }): JSX.Element {
  if (isSignedIn) {
    return (
      <div class="row">
        <a class="button" href="/account">
          Your account
        </a>
      </div>
    );
  }
  return (
    <div class="row">
      <a class="button" href="/sign-up">
        Create an account
      </a>
      <a class="button quiet" href="/sign-in">
        Sign in
      </a>
    </div>
  );
}
