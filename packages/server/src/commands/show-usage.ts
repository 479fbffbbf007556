/** Writes the help of a command under its whole name: citty knows no more than a command and its parent. */
import { type ArgsDef, type CommandDef, type CommandMeta, renderUsage } from 'citty';

/** @param parent undefined for `gemel` itself. */
export async function showUsage<T extends ArgsDef>(command: CommandDef<T>, parent?: CommandDef<T>): Promise<void> {
  process.stdout.write(`${await renderUsage(command, parent && (await named(parent)))}\n\n`);
}

async function named<T extends ArgsDef>(parent: CommandDef<T>): Promise<CommandDef<T>> {
  const meta: CommandMeta = (await (typeof parent.meta === 'function' ? parent.meta() : parent.meta)) ?? {};
  return meta.name === undefined || meta.name === 'gemel' ? parent : { ...parent, meta: { ...meta, name: `gemel ${meta.name}` } };
}
