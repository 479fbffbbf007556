/** Takes settings one by one and collects what is wrong with them. */
import type { SettingName } from './configuration-table.ts';
import type { Parsed } from './parse-setting.ts';

/** Returns the value of a setting, undefined where it is absent or wrong. */
export type Take = <T>(name: SettingName, parse: (text: string) => Parsed<T>) => T | undefined;

/** @param problems gets a line for each value that is wrong. */
export function createTake(values: ReadonlyMap<SettingName, string>, problems: string[]): Take {
  return (name, parse) => {
    const text = values.get(name);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    problems.push(`${name} ${parsed.problem}`);
    return undefined;
  };
}
