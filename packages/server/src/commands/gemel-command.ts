/** The command's parts and their help. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';

export const gemelCommand: CommandDef = {
  meta: {
    name: 'gemel',
    version: readVersion(),
    description: 'Sessions and JWTs from one record, revocable together. Settings come from the environment: GEMEL_URL, GEMEL_PORT, …',
  },
  subCommands: {
    serve: async () => (await import('./serve-command.ts')).serveCommand,
    migrate: async () => (await import('./migrate-command.ts')).migrateCommand,
    user: {
      meta: { name: 'user', description: 'Administer accounts' },
      subCommands: { grant: async () => (await import('./grant-command.ts')).grantCommand },
    },
  },
};

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined;
  return String(version);
}
