/** The twin of the cookie, to try: shown once, on request, never in a URL. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { IssuedTokens } from 'gemel';
import type { Texts } from '../../texts/texts.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Secret } from '../parts/secret.tsx';

export interface AccessTokenProps {
  readonly texts: Texts;
  /** Just minted; undefined before one was asked for. */
  readonly issued?: { readonly tokens: IssuedTokens; readonly url: string };
}

export function AccessToken({ texts, issued }: AccessTokenProps): JSX.Element {
  const { accessToken } = texts;
  return (
    <Panel id="access-token" heading={accessToken.heading} lead={accessToken.lead}>
      {issued === undefined ? null : <Revealed texts={texts} {...issued} />}
      <Form action="/account/access-token#access-token">
        <Button kind="quiet">{issued === undefined ? accessToken.show : accessToken.showAnother}</Button>
      </Form>
    </Panel>
  );
}

function Revealed({ texts, tokens, url }: { readonly texts: Texts; readonly tokens: IssuedTokens; readonly url: string }): JSX.Element {
  const { accessToken, times, copy } = texts;
  const line = `curl ${url}/auth/session -H 'Authorization: Bearer ${tokens.accessToken}'`;
  return (
    <>
      <Notice>{accessToken.warning(times.duration(tokens.expiresIn))}</Notice>
      <Secret id="token-text" heading={accessToken.token} text={tokens.accessToken} copy={copy} />
      <Secret id="token-line" heading={accessToken.tryIt} text={line} copy={copy} />
    </>
  );
}
