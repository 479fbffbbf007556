/** Whom an audit log names for what a request does: the subject, or whoever acts in its place. */
import type { Principal } from '@gemel/protocol';

/** Returns a subject; for `by` of `revokeSession` and `revokeSubject`. */
export function whoActs({ subject, act }: Pick<Principal, 'subject' | 'act'>): string {
  return act?.sub ?? subject;
}
