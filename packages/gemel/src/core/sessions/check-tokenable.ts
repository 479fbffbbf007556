/** Refuses what a record could hold and a token could not carry: the twins would differ about it. */
import { optionsError } from '@gemel/protocol';
import type { SessionRecord } from './session-record.ts';

/**
 * Returns the record if a token made from it passes the verifier, which reads claims strictly.
 *
 * @param call the engine's method, for the message.
 * @throws GemelError `options_invalid`
 */
export function checkTokenable<Record extends Pick<SessionRecord, 'clientId' | 'authentication' | 'roles' | 'permissions'>>(
  call: string,
  record: Record,
): Record {
  const { clientId, authentication, roles, permissions } = record;
  const { time, amr, acr } = authentication;
  const wrong = [
    isName(clientId) ? [] : ['clientId must be a text that is not empty'],
    roles.every(isName) ? [] : ['roles must be texts that are not empty'],
    permissions.every(isName) ? [] : ['permissions must be texts that are not empty'],
    Number.isSafeInteger(time) && time >= 0 ? [] : ['authentication.time must be seconds since 1970'],
    amr.every(isName) ? [] : ['authentication.amr must be texts that are not empty'],
    acr === undefined || isName(acr) ? [] : ['authentication.acr must be a text that is not empty, or left out'],
  ].flat();
  if (wrong.length > 0) throw optionsError(call, wrong);
  return record;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
