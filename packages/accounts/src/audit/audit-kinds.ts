/** The one table of the audit log's kinds: who does such a thing where the event does not say, and whether many within a minute are told as one. */
import type { AuditActor, AuditKind } from './audit-event.ts';

export interface AuditKindRow {
  readonly actor: AuditActor;
  /** Whoever is not signed in can cause any number of them at no cost; of some kinds only where what they showed was nothing that could be right (`proof_void`). */
  readonly isThinned?: true | 'proof_void';
}

export const auditKinds: Readonly<Record<AuditKind, AuditKindRow>> = {
  'account.signed_up': { actor: 'nobody' },
  'account.sign_up_repeated': { actor: 'nobody' },
  'account.added': { actor: 'operator' },
  'invitation.sent': { actor: 'operator' },
  'invitation.accepted': { actor: 'owner' },
  'invitation.failed': { actor: 'nobody' },
  'account.disabled': { actor: 'operator' },
  'account.enabled': { actor: 'operator' },
  'account.deleted': { actor: 'operator' },
  'account.exported': { actor: 'owner' },
  'accounts.imported': { actor: 'operator' },
  'sign_in.succeeded': { actor: 'owner' },
  'sign_in.second_factor_needed': { actor: 'nobody' },
  'sign_in.failed': { actor: 'nobody', isThinned: 'proof_void' },
  'sign_in.throttled': { actor: 'nobody', isThinned: true },
  'second_factor.failed': { actor: 'nobody', isThinned: 'proof_void' },
  'second_factor.throttled': { actor: 'nobody', isThinned: true },
  'step_up.succeeded': { actor: 'owner' },
  'step_up.failed': { actor: 'owner' },
  'step_up.throttled': { actor: 'owner', isThinned: true },
  'password.changed': { actor: 'owner' },
  'password.reset_asked': { actor: 'nobody', isThinned: true },
  'password.reset': { actor: 'owner' },
  'password.removed': { actor: 'system' },
  'password.reset_failed': { actor: 'nobody', isThinned: true },
  'email.change_asked': { actor: 'owner' },
  'email.changed': { actor: 'owner' },
  'email.change_undone': { actor: 'owner' },
  'email.verification_asked': { actor: 'owner', isThinned: true },
  'email.verified': { actor: 'owner' },
  'sign_in_link.asked': { actor: 'nobody', isThinned: true },
  'factor.added': { actor: 'owner' },
  'factor.removed': { actor: 'owner' },
  'factor.renamed': { actor: 'owner' },
  'factor.not_added': { actor: 'owner' },
  'provider.signed_out': { actor: 'nobody' },
  'session.impersonated': { actor: 'operator' },
  'session.ended': { actor: 'owner' },
  'refresh_token.reused': { actor: 'nobody' },
  'grants.changed': { actor: 'operator' },
  'role.defined': { actor: 'operator' },
  'role.removed': { actor: 'operator' },
  'mail.throttled': { actor: 'nobody', isThinned: true },
  'key.rotated': { actor: 'system' },
  'key.retired': { actor: 'operator' },
  'admin.acted': { actor: 'operator' },
  'admin.refused': { actor: 'operator', isThinned: true },
  'api_key.created': { actor: 'operator' },
  'api_key.rotated': { actor: 'operator' },
  'api_key.revoked': { actor: 'operator' },
  'api_key.refused': { actor: 'nobody', isThinned: true },
  'audit.events_lost': { actor: 'system' },
  'audit.kind_unknown': { actor: 'system' },
};

export function isAuditKind(text: string): text is AuditKind {
  return Object.hasOwn(auditKinds, text);
}
