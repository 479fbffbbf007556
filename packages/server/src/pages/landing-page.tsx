/** The front page: what this is, and the two ways in. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { type Frame, Layout } from './layout.tsx';
import { Twins } from './mark.tsx';
import { ButtonRow, LinkButton } from './parts/button.tsx';

export function LandingPage({ frame }: { readonly frame: Frame }): JSX.Element {
  const { landing } = frame.texts;
  return (
    <Layout frame={frame} title={landing.title} path="/">
      <div class="hero">
        <div>
          <h1>{landing.heading}</h1>
          <p class="lead">{landing.lead}</p>
          <Ways frame={frame} />
        </div>
        <Twins texts={landing} />
      </div>
      <ul class="facts">
        {landing.facts.map(({ kind, heading, text }) => (
          <li class={kind}>
            <h2>{heading}</h2>
            <p class="soft">{text}</p>
          </li>
        ))}
      </ul>
    </Layout>
  );
}

function Ways({ frame }: { readonly frame: Frame }): JSX.Element {
  const { landing } = frame.texts;
  if (frame.visitor !== undefined) {
    return (
      <ButtonRow>
        <LinkButton href="/account">{landing.account}</LinkButton>
      </ButtonRow>
    );
  }
  return (
    <ButtonRow>
      <LinkButton href="/sign-up">{landing.signUp}</LinkButton>
      <LinkButton href="/sign-in" kind="quiet">
        {landing.signIn}
      </LinkButton>
    </ButtonRow>
  );
}
