/** What a page knows of its session. */
import type { Principal } from '@gemel/protocol';

/** `none`: there was no session; `ended`: by the issuer's word the one there was has ended; `signed_out`: somebody signed out, in this tab or another one. */
export type SignedOutReason = 'none' | 'ended' | 'signed_out';

/** `unknown` until the issuer has answered for the first time. */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-in'; readonly principal: Principal }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason };
