/** `gemel config check`: reads the environment and says what holds, and everything that is wrong with it; nothing is opened or reached. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { judgeConfiguration } from '../configuration/load-configuration.ts';
import { readSettings } from '../configuration/read-settings.ts';
import { describeConfiguration } from '../configuration/describe-configuration.ts';
import { checkSettings } from '../doctor/check-settings.ts';
import { type Finding, formatFinding, problem } from '../doctor/finding.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

const checkCommand: CommandDef = {
  meta: {
    name: 'check',
    description: 'Say what each setting is, and everything that is wrong; the exit status is 1 where something must be changed',
  },
  run: ({ rawArgs }) =>
    runOrExplain(async () => {
      parseCommandLine('config check', rawArgs, {});
      const readTextFile = (path: string): string => readFileSync(path, 'utf8');
      const { configuration, problems } = judgeConfiguration(process.env, readTextFile);
      const { values } = readSettings(process.env, readTextFile);
      for (const line of describeConfiguration(values)) process.stdout.write(`${line}\n`);
      // What is wrong is said; what follows from the rest would then be guessed.
      const findings: readonly Finding[] = problems.length > 0 ? problems.map(problem) : checkSettings(configuration);
      for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
      if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
    }),
};

export const configCommand: CommandDef = {
  meta: { name: 'config', description: 'Look at the settings of the environment' },
  subCommands: { check: checkCommand },
};
