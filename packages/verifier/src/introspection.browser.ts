/** Introspection in a bundle for browsers and the edge: its code is fetched when a verifier is built that may ask the issuer. */
import { GemelError } from '@gemel/protocol';
import type { IntrospectionParts } from './introspection.ts';
import type { VerifiedToken } from './verified-token.ts';

/** As `createIntrospection` of the module that it loads; where the code could not be had, a token is answered with `view_stale`. */
export function createIntrospection(
  parts: IntrospectionParts,
): <Token extends VerifiedToken>(token: Token, text: string) => Promise<Token> {
  const loading = import('./introspection.ts').then((loaded) => loaded.createIntrospection(parts));
  loading.catch(() => undefined); // Said to those who ask.
  return async (token, text) => {
    const ask = await loading.catch((error: unknown) => {
      throw new GemelError('view_stale', error);
    });
    return ask(token, text);
  };
}
