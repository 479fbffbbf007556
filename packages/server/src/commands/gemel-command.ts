/** The command's parts and their help. */
import type { CommandDef } from 'citty';
import { readVersion } from '../start/version.ts';

export const gemelCommand: CommandDef = {
  meta: {
    name: 'gemel',
    version: readVersion(),
    description: 'Sessions and JWTs from one record, revocable together. Settings come from the environment: GEMEL_URL, GEMEL_PORT, …',
  },
  subCommands: {
    serve: async () => (await import('./serve-command.ts')).serveCommand,
    migrate: async () => (await import('./migrate-command.ts')).migrateCommand,
    doctor: async () => (await import('./doctor-command.ts')).doctorCommand,
    fleet: async () => (await import('./fleet-command.ts')).fleetCommand,
    restored: async () => (await import('./restored-command.ts')).restoredCommand,
    keys: async () => (await import('./keys-command.ts')).keysCommand,
    token: async () => (await import('./token-command.ts')).tokenCommand,
    user: {
      meta: { name: 'user', description: 'Administer accounts' },
      subCommands: { grant: async () => (await import('./grant-command.ts')).grantCommand },
    },
  },
};
