/** The command `gemel`. */
import { markId } from './commands/id-with-dash.ts';

// citty reads this as it is loaded, takes nothing but a 1 for a yes, and colours what goes into a file or a pipe as well.
if (!process.stdout.isTTY || process.env['NO_COLOR']) process.env['NO_COLOR'] = '1';
const { runMain } = await import('citty');
const { gemelCommand } = await import('./commands/gemel-command.ts');
const { showUsage } = await import('./commands/show-usage.ts');

await runMain(gemelCommand, { rawArgs: process.argv.slice(2).map(markId), showUsage });
