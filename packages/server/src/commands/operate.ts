/** Runs an administrative act for whoever has the command line of the machine: the same operation as over HTTP. */
import type { OnReceipts } from 'gemel';
import type { AdminOperation } from '../admin/admin-operation.ts';
import { runOperation } from '../admin/run-operation.ts';
import { readVersion } from '../start/version.ts';
import type { CommandEngine } from './run-with-engine.ts';

/** @throws GemelError as `runOperation` */
export function operate<Input, Output>(
  { gemel, accounts, sessions }: CommandEngine,
  operation: AdminOperation<Input, Output>,
  input: Input,
  onReceipts?: OnReceipts,
): Promise<Output> {
  const services = { gemel, accounts, fleet: sessions.fleet, keys: sessions.keys, outbox: undefined, version: readVersion() };
  return runOperation({ ...services, actor: { kind: 'operator' }, onReceipts }, operation, input);
}
