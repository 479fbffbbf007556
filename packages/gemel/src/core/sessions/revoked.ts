/** How sessions are ended by whoever may, and what is known of it when it is acknowledged. */
import type { NodeReceipt, OnReceipts, Reach } from '../fleet/reach.ts';
import type { EndReason } from './session-record.ts';

/** How a session is ended. */
export interface RevokeOptions {
  /** Default `revoked`, or `subject_revoked`. */
  readonly reason?: EndReason;
  /** The subject who asks for it, for the event alone. */
  readonly by?: string;
  /** When to resolve: once it is committed (default), or when no node accepts the credentials any more. */
  readonly until?: 'committed' | 'everywhere';
  /** Called while `everywhere` is waited for: with every node that counts, at first and whenever another has said that it refuses. */
  readonly onReceipts?: OnReceipts;
}

/** How the sessions of everybody are ended. */
export interface RevokeEveryoneOptions extends RevokeOptions {
  /** A session that is left standing: that of whoever asks. */
  readonly except?: string;
  /** Goes on where a call was broken off: what `onProgress` was told last. Otherwise sessions that began since that call end as well. */
  readonly resume?: string;
  /** Called after each batch but the last. */
  readonly onProgress?: (progress: { readonly ended: number; readonly resume: string }) => void;
}

/** What is known of a revocation when it is acknowledged. */
export interface Revoked {
  /** The `sid`s of the sessions that this call ended; none where there was nothing to end. */
  readonly ended: readonly string[];
  /** Whether a second machine is known to hold it, so that no failover can lose it. False where nothing was written. */
  readonly isReplicated: boolean;
  /**
   * `committed`: not waited for; no node accepts later than `maxStaleness` from now. Otherwise what `until: 'everywhere'` has found:
   * `applied` by every node, `bounded` (the bound has made it true on those that did not say so), or `unguaranteed`, where one of
   * those accepts when stale or the nodes are not known.
   */
  readonly reach: 'committed' | Reach;
  /** Milliseconds from the commit to this answer. */
  readonly tookMs: number;
  /** Every node that counts, and when it was heard; none where nobody waited. */
  readonly receipts: readonly NodeReceipt[];
}

export interface RevokedEveryone extends Omit<Revoked, 'ended'> {
  /** How many sessions this call has ended. */
  readonly ended: number;
}
