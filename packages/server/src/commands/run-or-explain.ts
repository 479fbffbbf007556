/** Runs a command; where it fails, says what to do and sets the exit code. */
import { explainFault, type FaultContext } from '../start/explain-fault.ts';

/** Milliseconds; only that there is a timer matters. */
const anyTimeMs = 60_000;

/** @param context known facts, filled in as the command learns them. */
export async function runOrExplain(command: (context: { facts: FaultContext }) => Promise<void>): Promise<void> {
  const context: { facts: FaultContext } = { facts: {} };
  // The engine's own timers keep no process alive, so a command that waits for one of them alone would end in the middle.
  const hold = setInterval(() => undefined, anyTimeMs);
  try {
    await command(context);
  } catch (error) {
    for (const line of explainFault(error, context.facts)) process.stderr.write(`gemel: ${line}\n`);
    process.exitCode = 1;
  } finally {
    clearInterval(hold);
  }
}
