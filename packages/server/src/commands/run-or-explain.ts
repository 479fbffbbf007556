/** Runs a command; where it fails, says what to do and sets the exit code. */
import { explainFault, type FaultContext } from '../start/explain-fault.ts';
import { watchOutput } from './watch-output.ts';

/** Milliseconds; only that there is a timer matters. */
const anyTimeMs = 60_000;

/** @param context known facts, filled in as the command learns them. */
type Command = (context: { facts: FaultContext }) => Promise<void>;

interface CommandKind {
  /** True for one that serves: it stays when its output, which is a log, can no longer be written. */
  readonly isServer?: boolean;
}

export async function runOrExplain(command: Command, { isServer = false }: CommandKind = {}): Promise<void> {
  const context: { facts: FaultContext } = { facts: {} };
  const say = (line: string): void => void process.stderr.write(`gemel: ${line}\n`);
  const output = isServer ? undefined : watchOutput(process.stdout, say);
  // Where nobody hears what went wrong, the exit code tells.
  process.stderr.on('error', () => undefined);
  // By then the last words are written, or cannot be.
  process.once('exit', () => {
    process.exitCode = output?.exitCode() ?? process.exitCode;
  });
  // The engine's own timers keep no process alive, so a command that waits for one of them alone would end in the middle.
  const hold = setInterval(() => undefined, anyTimeMs);
  try {
    await command(context);
  } catch (error) {
    // What the output failed of was said already, and is no fault of a store.
    if (output?.exitCode() === undefined) for (const line of explainFault(error, context.facts)) say(line);
    process.exitCode = 1;
  } finally {
    clearInterval(hold);
  }
}
