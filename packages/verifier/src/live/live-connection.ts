/** A connection that lives no longer than requests with its credential would be let in. */
import type { Principal } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';

export interface LiveConnection<Whom extends Principal = Principal> {
  /** Whom it speaks for; another object after a change of grants. */
  readonly principal: Whom;
  /** Fires when a request with the credential would not be let in any more; `reason` is the `GemelError` that it would be given. */
  readonly ended: AbortSignal;
  /**
   * Goes on by another access token of the same session, before the one that it stands on expires.
   *
   * @throws GemelError (rejects) where the token is refused, or of another session; then nothing has changed
   */
  renew(token: string): Promise<void>;
  /** The other side is gone: nothing is watched for the connection any more, and `ended` does not fire. */
  release(): void;
}

export interface LiveOptions<Whom extends Principal = Principal> {
  /** What must hold besides, at the beginning and after each change. */
  readonly requirement?: Requirement;
  /** Told of the new principal when grants have changed and the connection goes on. */
  readonly onChange?: (principal: Whom) => void;
}
