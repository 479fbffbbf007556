/** Every route of the public listener that programs call, in the order in which the reference shows them. */
import { healthOperations } from './health-operations.ts';
import { oauthOperations } from './oauth-operations.ts';
import { ownerOperations } from './owner-operations.ts';
import type { PublicOperation } from './public-operation.ts';
import { sessionOperations } from './session-operations.ts';
import { signInOperations } from './sign-in-operations.ts';

export interface PublicArea {
  readonly tag: string;
  readonly what: string;
  readonly operations: readonly PublicOperation[];
}

export const publicAreas: readonly PublicArea[] = [
  { tag: 'sign-in', what: 'Signing up, signing in, and what is mailed for either.', operations: signInOperations },
  { tag: 'session', what: 'The own session and sessions.', operations: sessionOperations },
  { tag: 'account', what: 'What the owner of an account changes about it.', operations: ownerOperations },
  { tag: 'tokens', what: 'Tokens, and what verifiers elsewhere read.', operations: oauthOperations },
  { tag: 'health', what: 'Whether the process lives and works.', operations: healthOperations },
];
