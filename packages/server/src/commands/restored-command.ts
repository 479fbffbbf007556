/** `gemel restored`: said once after a backup was put back, so that no node trusts what it read before. */
import type { CommandDef } from 'citty';
import { parseCommandLine } from './parse-command-line.ts';
import { runWithSessions } from './run-with-sessions.ts';

export const restoredCommand: CommandDef = {
  meta: {
    name: 'restored',
    description: 'Begin a new epoch after a backup was restored: nodes read all of the log again and announce what it lacks',
  },
  run: ({ rawArgs }) =>
    runWithSessions(
      () => void parseCommandLine('restored', rawArgs, {}),
      async (_, sessions) => {
        await sessions.raiseEpoch();
        process.stdout.write(
          'A new epoch has begun. Nodes that run announce the revocations that they still know, and answer 503 until their bound has passed.\n' +
            'Sessions that ended after the backup was made, and that no running node remembers, stand again: end those that must not.\n',
        );
      },
    ),
};
