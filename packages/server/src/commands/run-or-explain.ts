/** Runs a command; where it fails, says what to do and sets the exit code. */
import { explainFault, type FaultContext } from '../start/explain-fault.ts';

/** @param context known facts, filled in as the command learns them. */
export async function runOrExplain(command: (context: { facts: FaultContext }) => Promise<void>): Promise<void> {
  const context: { facts: FaultContext } = { facts: {} };
  try {
    await command(context);
  } catch (error) {
    for (const line of explainFault(error, context.facts)) process.stderr.write(`gemel: ${line}\n`);
    process.exitCode = 1;
  }
}
