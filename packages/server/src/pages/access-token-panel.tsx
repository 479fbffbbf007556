/** The twin of the cookie, to try: shown once, on request, never in a URL. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { IssuedTokens } from 'gemel';
import { spellDuration } from './spell-time.ts';

export interface AccessTokenProps {
  /** Just minted, or undefined before one was asked for. */
  readonly token: IssuedTokens | undefined;
  readonly url: string;
}

export function AccessTokenPanel({ token, url }: AccessTokenProps): JSX.Element {
  return (
    <section aria-labelledby="access-token">
      <header>
        <h2 id="access-token">An access token</h2>
        <p class="soft">The twin of your cookie, for programs. It speaks for this session, and ends with it.</p>
      </header>
      <div class="card panel">
        {token === undefined ? null : <Revealed token={token} url={url} />}
        <form method="post" action="/account/access-token#access-token">
          <button class={token === undefined ? 'button' : 'button quiet'} type="submit">
            {token === undefined ? 'Show an access token' : 'Show a new one'}
          </button>
        </form>
      </div>
    </section>
  );
}

function Revealed({ token, url }: { readonly token: IssuedTokens; readonly url: string }): JSX.Element {
  return (
    <>
      <p class="notice" role="status">
        Valid for {spellDuration(token.expiresIn)}. Whoever holds it acts as you: it is shown this once, so copy it now.
      </p>
      <div class="labelled">
        <h3 id="token-text">Access token</h3>
        <pre class="secret" tabindex={0} role="region" aria-labelledby="token-text" data-access-token>
          {token.accessToken}
        </pre>
      </div>
      <div class="labelled">
        <h3 id="token-line">Try it</h3>
        <pre class="secret" tabindex={0} role="region" aria-labelledby="token-line" data-curl>
          {`curl ${url}/auth/session -H 'Authorization: Bearer ${token.accessToken}'`}
        </pre>
      </div>
    </>
  );
}
