/** The command `gemel`. */
import { runMain } from 'citty';
import { gemelCommand } from './commands/gemel-command.ts';

await runMain(gemelCommand);
