/** Sign-in state, `fetch` and sign-out for pages whose sessions Gemel keeps. */
export type { ClientOptions } from './client-options.ts';
export { createClient, type GemelClient } from './create-client.ts';
export type { SessionState, SignedOutReason } from './session-state.ts';
