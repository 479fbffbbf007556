/** Makes a log line of JSON readable for a person who watches a console. */

/** Returns such as `14:52:07 info  request GET /account 200 3.1ms`; text that is not JSON comes back as it is. */
export function formatLogLine(line: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const { time, level, msg, ...rest } = entry;
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${spell(value)}`);
  return `${[String(time).slice(11, 19), String(level).padEnd(5), typeof msg === 'string' ? msg : '', ...facts].join(' ')}\n`;
}

/** A text that could break a line, or be taken for two facts, is quoted (S06). */
function spell(value: unknown): string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : JSON.stringify(value);
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
