/** What `gemel doctor` has found: one line each. */

export type Level = 'ok' | 'warning' | 'problem';

export interface Finding {
  readonly level: Level;
  /** What is so; for a warning and a problem also what to write. */
  readonly text: string;
}

export function ok(text: string): Finding {
  return { level: 'ok', text };
}

export function warning(text: string): Finding {
  return { level: 'warning', text };
}

export function problem(text: string): Finding {
  return { level: 'problem', text };
}

/** Returns the line, without its end. */
export function formatFinding({ level, text }: Finding): string {
  return `${level.padEnd(8)} ${text}`;
}
