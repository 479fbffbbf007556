/** Writes down that somebody did not prove who they are, and lets the refusal fly on. */
import { type ErrorCode, GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { SignInWay } from '../sign-in/authentication-event.ts';
import type { SignInFailure } from './audit-event.ts';
import type { AuditLog } from './create-audit-log.ts';

/** What was attempted, by whom as far as it is known. */
export interface Attempted {
  readonly step: 'sign_in' | 'second_factor' | 'step_up';
  readonly way: SignInWay;
  readonly subject?: string | undefined;
  readonly sid?: string | undefined;
  readonly client?: ClientFacts | undefined;
  /** Why, where it was not the proof itself that was wrong. */
  readonly reason?: SignInFailure;
}

/** The refusals that say that a proof was not right. */
const proofCodes: ReadonlySet<ErrorCode> = new Set([
  'sign_in_failed',
  'second_factor_failed',
  'passkey_failed',
  'link_void',
  'provider_failed',
  'provider_not_linked',
]);

/** Always throws `error`; a fault, and a refusal that says nothing of a proof, is no failed attempt. */
export function noteFailure(
  audit: Pick<AuditLog, 'write'>,
  { step, way, reason = 'proof_wrong', ...head }: Attempted,
  error: unknown,
): never {
  const code = error instanceof GemelError ? error.code : undefined;
  if (code === 'sign_in_throttled') audit.write({ kind: `${step}.throttled`, ...head, way });
  if (code !== undefined && proofCodes.has(code)) audit.write({ kind: `${step}.failed`, ...head, way, reason });
  throw error;
}
