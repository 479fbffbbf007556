/** The command's parts and their help. */
import type { CommandDef } from 'citty';
import { readFileSync } from 'node:fs';
import { grantCommand } from './grant-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { serveCommand } from './serve-command.ts';

export const gemelCommand: CommandDef = {
  meta: {
    name: 'gemel',
    version: readVersion(),
    description: 'Sessions and JWTs from one record, revocable together. Settings come from the environment: GEMEL_URL, GEMEL_PORT, …',
  },
  subCommands: {
    serve: serveCommand,
    migrate: migrateCommand,
    user: { meta: { name: 'user', description: 'Administer accounts' }, subCommands: { grant: grantCommand } },
  },
};

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined;
  return String(version);
}
