/** Looks at a SQLite database: who may read it, and what it cannot do. */
import { statSync } from 'node:fs';
import { type Finding, ok, warning } from './finding.ts';

export function checkSqlite(path: string): readonly Finding[] {
  const { mode } = statSync(path);
  const findings = [ok('SQLite is one machine: no failover, and no node elsewhere can share it. A fleet wants PostgreSQL')];
  if ((mode & 0o077) === 0) return findings;
  return [...findings, warning(`${path} may be read by others (mode ${(mode & 0o777).toString(8)}): run \`chmod 600 ${path}*\``)];
}
