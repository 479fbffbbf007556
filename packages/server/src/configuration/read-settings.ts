/** Collects the `GEMEL_*` settings of an environment, their `_FILE` twins included, and everything that is wrong with their names. */
import { configurationTable, type SettingName } from './configuration-table.ts';
import { nearestName } from './nearest-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly values: ReadonlyMap<SettingName, string>;
  readonly isProduction: boolean;
  /** One line each: what is wrong, and what to write; for more lines. */
  readonly problems: string[];
}

/** Names under this prefix belong to the test suite. */
const testPrefix = 'GEMEL_TEST_';
const modes: readonly string[] = ['development', 'production', 'test'];

/**
 * Judges names, not values. An empty value counts as absent.
 *
 * @param readTextFile reads a `_FILE` twin's file; may throw.
 */
export function readSettings(environment: Environment, readTextFile: (path: string) => string): Settings {
  const values = new Map<SettingName, string>();
  const problems = unknownNames(environment);
  for (const { name } of configurationTable) {
    const direct = environment[name]?.trim();
    const path = environment[`${name}_FILE`]?.trim();
    if (direct && path) problems.push(`${name} and ${name}_FILE are both set: keep one of them`);
    else if (direct) values.set(name, direct);
    else if (path) readTwin(name, path);
  }
  const mode = environment['NODE_ENV'] || 'development';
  if (!modes.includes(mode)) problems.push(`NODE_ENV is '${mode}': write NODE_ENV=production or NODE_ENV=development`);
  return { values, isProduction: mode === 'production', problems };

  function readTwin(name: SettingName, path: string): void {
    try {
      const text = readTextFile(path).trim();
      if (text === '') problems.push(`${name}_FILE names an empty file, ${path}: write the value into it`);
      else values.set(name, text);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      problems.push(`${name}_FILE names ${path}, which cannot be read (${code}): correct the path or the file's permissions`);
    }
  }
}

function unknownNames(environment: Environment): string[] {
  const known = configurationTable.flatMap(({ name }) => [name, `${name}_FILE`]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('GEMEL_') && !name.startsWith(testPrefix) && !known.includes(name))
    .map((name) => {
      const suggestion = nearestName(name, known);
      return suggestion === undefined
        ? `${name} is not a setting: remove it; the settings are ${configurationTable.map((setting) => setting.name).join(', ')}`
        : `${name} is not a setting: did you mean ${suggestion}?`;
    });
}
