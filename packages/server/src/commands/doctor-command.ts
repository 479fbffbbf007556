/** `gemel doctor`: looks at settings, stores and fleet, and says what to change; the exit code is 1 where something must be. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { judgeConfiguration } from '../configuration/load-configuration.ts';
import { examine } from '../doctor/examine.ts';
import { formatFinding, problem } from '../doctor/finding.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const doctorCommand: CommandDef = {
  meta: { name: 'doctor', description: 'Look at settings, stores and fleet, and say what to change' },
  run: ({ rawArgs }) =>
    runOrExplain(async (context) => {
      parseCommandLine('doctor', rawArgs, {});
      const { configuration, problems } = judgeConfiguration(process.env, (path) => readFileSync(path, 'utf8'), 'store');
      context.facts = configuration;
      // What is wrong with the settings is said; what they lead to is then not what was meant.
      const findings = problems.length > 0 ? problems.map(problem) : await examine(configuration);
      for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
      if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
    }),
};
