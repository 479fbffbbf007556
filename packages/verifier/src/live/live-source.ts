/** What live connections stand on, at whoever can judge a credential again and again: a verifier, or an engine. */
import type { Clock, Principal, Seconds } from '@gemel/protocol';
import type { VerifierParts } from '../create-verifier.ts';
import type { GuardedFacts } from '../guards/guard.ts';
import type { Sending, View } from '../view.ts';

/** A credential that is accepted, and until when that counts where nothing is heard. */
export interface Judged<Whom extends Principal = Principal> {
  readonly principal: Whom;
  /** Engine time from which on the credential is refused, unless something happens before. */
  readonly expiresAt: Seconds;
  /** Whether it is bound to a key that whoever opened the connection has proven to hold, or is no token. */
  readonly isSenderConstrained?: boolean;
  /** While the view is not fresh, the judgement counts until so many milliseconds after this sending. */
  readonly proof: { readonly sending: Sending; readonly lengthMs: number };
}

/** A credential that a request carried, and that can be judged again. */
export interface Presented<Whom extends Principal = Principal> {
  readonly principal: Whom;
  /**
   * Judges it as a request would be judged that comes now and that nobody sent by hand; where trust in the view is about to end, as if it had
   * ended, so that there is time to ask.
   *
   * @throws GemelError (or rejects)
   */
  judge(): Judged<Whom> | Promise<Judged<Whom>>;
}

export interface LiveSource<Whom extends Principal = Principal> extends Pick<VerifierParts, 'clock' | 'sleep' | 'view'> {
  readonly onStale: 'ask' | 'refuse' | 'accept';
  /** Resolves where the request's credential is accepted, a cookie from this site alone. @throws GemelError (rejects) */
  present(request: GuardedFacts): Promise<Presented<Whom>>;
}

/** Milliseconds before the end of trust at which somebody is asked: an eighth of the bound. */
export function marginOf({ maxStaleness }: Pick<View, 'maxStaleness'>): number {
  return maxStaleness * 125;
}

/** How long an answer counts that was given under the bound of a cautious view, which is shorter by as much. */
export function proofLengthOf(view: Pick<View, 'maxStaleness'>): number {
  return 2 * marginOf(view);
}

/** Returns the view, but for its trust, which ends by the margin earlier, and its bound, which is shorter. */
export function createCautiousView(view: View): View {
  const isFreshAt: View['isFreshAt'] = (monotonicMs, sid) => view.isFreshAt(monotonicMs + marginOf(view), sid);
  const cautious: unknown = Object.create(view, {
    isFreshAt: { value: isFreshAt },
    maxStaleness: { get: () => view.maxStaleness - proofLengthOf(view) / 1000 },
  });
  return cautious as View; // by its prototype
}

export function now(clock: Clock): Sending {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}
