/** `gemel lab`: says where the lab is, which brings the peers that it compares and therefore stays in the repository. */
import type { CommandDef } from 'citty';

const howTo = `The lab tries the differences between sessions, JWTs and Gemel on your own machine. It brings the packages that it compares,
so it is not part of this one. From a clone of the repository:

  npm ci
  npm run lab                 opens a page
  npm run lab -- --report     writes a report (--quick with few trials)`;

export const labCommand: CommandDef = {
  meta: { name: 'lab', description: 'Say how to try sessions and tokens side by side on this machine' },
  run: () => console.log(howTo),
};
