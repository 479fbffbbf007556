/** The tables that there are, in the order in which they are measured and shown. */
import type { Effort } from '../effort.ts';
import type { Table } from '../table.ts';
import { measureArgon } from './argon-table.ts';
import { measureHttp } from './http-table.ts';
import { measureLag } from './lag-table.ts';
import { measureMemory } from './memory-table.ts';
import { measurePassword } from './password-table.ts';
import { measureSession } from './session-table.ts';
import { measureVerify } from './verify-table.ts';
import { measureWarm } from './warm-table.ts';
import { measureWrites } from './writes-table.ts';

export interface TableEntry {
  readonly id: string;
  readonly measure: (effort: Effort) => Promise<Table>;
}

export const tableList: readonly TableEntry[] = [
  { id: 'verify', measure: measureVerify },
  { id: 'warm', measure: measureWarm },
  { id: 'session', measure: measureSession },
  { id: 'http', measure: measureHttp },
  { id: 'argon', measure: measureArgon },
  { id: 'writes', measure: measureWrites },
  { id: 'password', measure: measurePassword },
  { id: 'lag', measure: measureLag },
  { id: 'memory', measure: measureMemory },
];
