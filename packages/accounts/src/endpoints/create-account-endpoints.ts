/** The endpoints of accounts, to stand beside the engine's own. */
import { endpointPaths } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { createClientFacts, createRouter, type Endpoints, type RouterOptions } from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import { answerSignIn } from './sign-in.ts';
import { answerSignUp } from './sign-up.ts';

/** Builds `POST /auth/sign-up` and `POST /auth/sign-in`, below the issuer's URL. */
export function createAccountEndpoints(accounts: Accounts, gemel: Gemel, options: RouterOptions = {}): Endpoints {
  const parts = { accounts, gemel, readClient: createClientFacts(gemel) };
  return createRouter(
    gemel,
    [
      { path: endpointPaths.signUp, methods: { POST: (call) => answerSignUp(accounts, gemel, call) } },
      { path: endpointPaths.signIn, methods: { POST: (call) => answerSignIn(parts, call) } },
    ],
    options,
  );
}
