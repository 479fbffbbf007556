/** A server that answers who somebody is while it is flooded with sign-ins by password: more than it computes, more than may wait. */
import { setTimeout } from 'node:timers/promises';
import { GemelError } from '@gemel/protocol';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { cookieHeader } from '../material/presented-headers.ts';
import { createSignInAccounts } from '../material/sign-in-accounts.ts';
import type { HttpServer } from './http-server.ts';
import { answerJson } from './node-servers.ts';

/** People who sign in at once, each again and again: above the default of 32 for each core that may wait. */
const inFlight = 256;
/** Before whoever was turned away comes again. */
const pauseMs = 100;

export async function createFlooded(): Promise<HttpServer> {
  const { gemel, signIn } = await createSignInAccounts(inFlight);
  const auth = createNodeHttpAuth(gemel);
  const { sessionToken = '' } = await gemel.startSession({ subject: 'user-0' });
  let isFlooded = false;
  const keepSigningIn = async (index: number): Promise<void> => {
    while (isFlooded) {
      try {
        await signIn(index);
      } catch (error) {
        if (!(error instanceof GemelError) || error.code !== 'hashing_busy') throw error;
        await setTimeout(pauseMs);
      }
    }
  };
  return {
    listener: (request, response) => {
      const result = auth.authenticate(request);
      if (result instanceof Promise || result.status !== 'authenticated') return answerJson(response, undefined);
      return answerJson(response, result.principal.subject);
    },
    cookies: [cookieHeader(gemel.options.cookie.name, sessionToken)],
    bearers: [],
    flood: (shallBe) => {
      isFlooded = shallBe;
      if (shallBe) for (let index = 0; index < inFlight; index++) void keepSigningIn(index);
    },
    close: () => gemel.close(),
  };
}
