/** What a command takes, and what it refuses with which words. */
import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { type CommandLine, parseCommandLine } from '../../src/commands/parse-command-line.ts';

const grant = { role: { type: 'string', multiple: true }, permission: { type: 'string', multiple: true } } as const;

function problems(parse: () => CommandLine): unknown {
  try {
    parse();
    return [];
  } catch (error) {
    return error instanceof GemelError ? error.cause : error;
  }
}

describe('a command line', () => {
  it('gives options that repeat in their order, and what stands alone', () => {
    const line = parseCommandLine('user grant', ['ada@example.com', '--role', 'a', '--role=b'], grant, 1);
    expect([line.positionals, line.texts('role'), line.texts('permission')]).toEqual([['ada@example.com'], ['a', 'b'], []]);
    expect(parseCommandLine('migrate', ['--dry-run'], { 'dry-run': { type: 'boolean' } }).has('dry-run')).toBe(true);
  });

  it('takes an id that begins with a dash for what it is', () => {
    const id = '-mjAzodwOei1VwOCu-gOwA';
    expect(parseCommandLine('keys retire', [id], {}, 1).positionals).toEqual([id]);
    expect(parseCommandLine('user grant', ['ada', '--role', id], grant, 1).texts('role')).toEqual([id]);
    expect(parseCommandLine('keys retire', ['--', `-${id}`], {}, 1).positionals).toEqual([`-${id}`]);
    expect(problems(() => parseCommandLine('keys retire', ['-x'], {}, 1))).toHaveLength(1);
  });

  it('is refused with everything that is wrong with it, and a suggestion', () => {
    expect(problems(() => parseCommandLine('migrate', ['--dryrun'], { 'dry-run': { type: 'boolean' } }))).toEqual([
      '--dryrun is not an option of `gemel migrate`: did you mean --dry-run?',
    ]);
    expect(problems(() => parseCommandLine('migrate', ['--dry-run=no'], { 'dry-run': { type: 'boolean' } }))).toEqual([
      '--dry-run takes no value: write --dry-run',
    ]);
    expect(problems(() => parseCommandLine('user grant', ['ada@example.com', '--roles', 'x', '--permission'], grant, 1))).toEqual([
      '--roles is not an option of `gemel user grant`: did you mean --role?',
      '--permission needs a value: write --permission <value>',
      "'x' is not something that `gemel user grant` takes: see `gemel user grant --help`",
    ]);
    expect(problems(() => parseCommandLine('user grant', ['--colour'], grant, 1))).toEqual([
      '--colour is not an option of `gemel user grant`: it takes --role, --permission',
    ]);
  });
});
