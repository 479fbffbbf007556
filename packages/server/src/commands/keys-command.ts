/** `gemel keys`: the keys that access tokens are signed with; to rotate them before their time, or to retire one that has leaked. */
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { generateCommand } from './generate-command.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { reachWords } from './reach-words.ts';
import { runWithEngine } from './run-with-engine.ts';

const rotateCommand: CommandDef = {
  meta: { name: 'rotate', description: 'Let the next key sign from now on; tokens of the others stay good until they expire' },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => void parseCommandLine('keys rotate', rawArgs, {}),
      async (_, { gemel }) => say(`${await gemel.keys.rotate()} signs from now on.`),
    ),
};

const retireCommand: CommandDef = {
  meta: { name: 'retire', description: 'Emergency: nothing that a key has signed is accepted any more, anywhere; sessions stand' },
  args: { kid: { type: 'positional', description: 'The key, as `gemel keys list` names it', required: false } },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readKid(parseCommandLine('keys retire', rawArgs, {}, 1).positionals[0]),
      (kid, { gemel }) => retire(kid, gemel),
    ),
};

export const keysCommand: CommandDef = {
  meta: {
    name: 'keys',
    description: 'List, rotate or retire the keys that access tokens are signed with, or generate one for another issuer',
  },
  subCommands: {
    list: {
      meta: { name: 'list', description: 'Name the keys that are published, and the one that signs' },
      run: ({ rawArgs }) =>
        runWithEngine(
          () => void parseCommandLine('keys list', rawArgs, {}),
          async (_, { gemel }) => {
            const { active } = (await gemel.health()).keys;
            for (const { kid } of (await gemel.keys.publicKeys()).keys) say(`${kid}${kid === active ? '  signs' : ''}`);
          },
        ),
    },
    rotate: rotateCommand,
    retire: retireCommand,
    generate: generateCommand,
  },
};

function readKid(kid: string | undefined): string {
  if (kid === undefined)
    throw optionsError('gemel keys retire', ['The key is missing: write gemel keys retire <kid>, as `gemel keys list` names it']);
  return kid;
}

async function retire(kid: string, gemel: Gemel): Promise<void> {
  const { keys } = await gemel.keys.publicKeys();
  if (!keys.some((key) => key.kid === kid)) {
    throw optionsError('gemel keys retire', [`There is no key ${kid}: the keys are ${keys.map((key) => key.kid).join(', ')}`]);
  }
  const { reach, tookMs, isReplicated } = await gemel.keys.retire(kid, { until: 'everywhere' });
  say(`${kid} is retired: ${reachWords[reach]} (${Math.round(tookMs)} ms)${isReplicated ? ', and a second machine holds it' : ''}.`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
