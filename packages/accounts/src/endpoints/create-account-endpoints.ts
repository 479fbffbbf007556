/** The endpoints of accounts, to stand beside the engine's own. */
import { endpointPaths } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { createClientFacts, createRouter, type Endpoints, type RouterOptions } from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import { leavingRoutes } from './leaving.ts';
import { mailedRoutes } from './mailed-routes.ts';
import { ownFactorRoutes } from './own-factors.ts';
import { passkeyRoutes } from './passkeys.ts';
import { providerRoutes } from './providers.ts';
import { answerSecondFactor } from './second-factor.ts';
import { answerSecondFactorEnrolment } from './second-factor-enrolment.ts';
import { answerSignIn } from './sign-in.ts';
import { answerStepUp } from './step-up.ts';
import { answerSignUp } from './sign-up.ts';

/** Builds what accounts answer, below the issuer's URL; what needs mail is not there without it. */
export function createAccountEndpoints(accounts: Accounts, gemel: Gemel, options: RouterOptions = {}): Endpoints {
  const parts = { accounts, gemel, readClient: createClientFacts(gemel) };
  return createRouter(
    gemel,
    [
      { path: endpointPaths.signUp, methods: { POST: (call) => answerSignUp(parts, call) } },
      { path: endpointPaths.signIn, methods: { POST: (call) => answerSignIn(parts, call) } },
      { path: endpointPaths.secondFactor, methods: { POST: (call) => answerSecondFactor(parts, call) } },
      { path: endpointPaths.secondFactorEnrolment, methods: { POST: (call) => answerSecondFactorEnrolment(parts, call) } },
      { path: endpointPaths.stepUp, methods: { POST: (call) => answerStepUp(parts, call) } },
      ...mailedRoutes(parts),
      ...passkeyRoutes(parts),
      ...ownFactorRoutes(parts),
      ...leavingRoutes(parts),
      ...providerRoutes(parts),
    ],
    options,
  );
}
