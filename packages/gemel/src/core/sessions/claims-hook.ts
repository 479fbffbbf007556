/** How an application adds claims of its own. */
import type { CustomClaims } from '@gemel/protocol';

/** Derives custom claims from a session when it starts and whenever its grants change; they stand in the record, so both credentials carry the same. */
export type ClaimsHook = (session: {
  readonly sid: string;
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}) => CustomClaims | Promise<CustomClaims>;
