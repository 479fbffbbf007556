/** Says in the log that the audit log could not be written, and what that has cost. */
import type { AuditFault } from '@gemel/accounts';
import type { Logger } from './create-logger.ts';
import { faultFacts } from './log-events.ts';

/** As often as it is tried again: at most every half second, and every half minute in the long run. */
export function logAuditFaults(logger: Pick<Logger, 'error'>): (fault: AuditFault) => void {
  return ({ error, waiting, lost }) => logger.error({ ...faultFacts(error), waiting, lost }, 'audit.failing');
}
