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
    relay: async () => (await import('./relay-command.ts')).relayCommand,
    migrate: async () => (await import('./migrate-command.ts')).migrateCommand,
    doctor: async () => (await import('./doctor-command.ts')).doctorCommand,
    fleet: async () => (await import('./fleet-command.ts')).fleetCommand,
    restored: async () => (await import('./restored-command.ts')).restoredCommand,
    console: async () => (await import('./console-command.ts')).consoleCommand,
    config: async () => (await import('./config-command.ts')).configCommand,
    'api-key': async () => (await import('./api-key-command.ts')).apiKeyCommand,
    keys: async () => (await import('./keys-command.ts')).keysCommand,
    session: async () => (await import('./session-command.ts')).sessionCommand,
    token: async () => (await import('./token-command.ts')).tokenCommand,
    lab: async () => (await import('./lab-command.ts')).labCommand,
    audit: async () => (await import('./audit-command.ts')).auditCommand,
    role: async () => (await import('./role-command.ts')).roleCommand,
    user: {
      meta: { name: 'user', description: 'Administer accounts' },
      subCommands: {
        list: async () => (await import('./user-list-command.ts')).userListCommand,
        disable: async () => (await import('./user-disable-command.ts')).userDisableCommand,
        enable: async () => (await import('./user-disable-command.ts')).userEnableCommand,
        delete: async () => (await import('./delete-command.ts')).deleteCommand,
        export: async () => (await import('./export-command.ts')).exportCommand,
        grant: async () => (await import('./grant-command.ts')).grantCommand,
        import: async () => (await import('./import-command.ts')).importCommand,
        reset: async () => (await import('./reset-command.ts')).resetCommand,
      },
    },
  },
};
