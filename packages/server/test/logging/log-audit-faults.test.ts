/** What the log says where the audit log cannot be written. */
import { GemelError } from '@gemel/protocol';
import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging/create-logger.ts';
import { logAuditFaults } from '../../src/logging/log-audit-faults.ts';

it('names the fault, how many events wait, and how many are lost', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => void lines.push(line) });
  logAuditFaults(logger)({ error: new GemelError('store_unavailable', new Error('no route to host')), waiting: 7, lost: 2 });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ msg: 'audit.failing', code: 'store_unavailable', cause: 'no route to host', waiting: 7, lost: 2 },
  });
});
