/** `gemel token`: what is in access tokens, and whether they are genuine; with no database and no server. */
import type { CommandDef } from 'citty';
import { inspectCommand } from './inspect-command.ts';
import { verifyCommand } from './verify-command.ts';

export const tokenCommand: CommandDef = {
  meta: { name: 'token', description: 'Look into access tokens, or verify them; needs no database and no server' },
  subCommands: { inspect: inspectCommand, verify: verifyCommand },
};
