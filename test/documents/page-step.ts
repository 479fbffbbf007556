/** Starts the programs of a page one after the other, as whoever follows it deploys them. */
import { join } from 'node:path';
import { markedBlock } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { type RunningProgram, startProgram } from './running-program.ts';

export interface PageSteps {
  /** Runs the one file of a step, and resolves when it has started; `3000` in it is the port. */
  start(mark: string): Promise<RunningProgram>;
}

export interface StepSettings {
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** What addresses on the page stand for, such as those of other programs. */
  readonly places?: Readonly<Record<string, string>>;
  /** Packages that only a workspace has, by name: where they are, from the root. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** @param page path from the root. */
export function stepsOf(page: string, { port, env, places = {}, packages = {} }: StepSettings): PageSteps {
  return {
    async start(mark) {
      const block = markedBlock(join(root, page), mark);
      const text = Object.entries({ ...places, 3000: String(port) }).reduce((all, [from, to]) => all.replaceAll(from, to), block);
      const cwd = programFolder({ 'app.js': `${text}\nconsole.log('started');\n` }, packages);
      const program = startProgram('exec node app.js', { cwd, env });
      await program.says('started');
      return program;
    },
  };
}
