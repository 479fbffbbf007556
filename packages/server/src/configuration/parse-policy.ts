/** Turns the text of settings of policy, limits and timeouts into values, or into the line that says what to write. */
import { type AccountsOptions, problemsWithThrottling, type TotpSteps } from '@gemel/accounts';
import type { Configuration } from './configuration.ts';
import type { Parsed } from './parse-setting.ts';

const shortestTimeout = 60;
const longestTimeout = 31_536_000;
/** The engine's own. */
const usual = { inactivityTimeout: 3600, overallTimeout: 86_400 };

export function parseTotpSteps(text: string): Parsed<TotpSteps> {
  if (text === '1') return { value: 1 };
  return text === '3' ? { value: 3 } : { problem: 'must be 1 or 3: write GEMEL_TOTP_STEPS=1' };
}

export function parseSessionsNeedProof(text: string): Parsed<boolean> {
  return text === 'on' || text === 'off' ? { value: text === 'on' } : { problem: 'must be on or off: write GEMEL_SESSIONS_NEED_PROOF=on' };
}

export function parseBoundTokens(text: string): Parsed<boolean> {
  if (text === 'required' || text === 'optional') return { value: text === 'required' };
  return { problem: 'must be required or optional: write GEMEL_BOUND_TOKENS=required' };
}

export function parseInactivityTimeout(text: string): Parsed<number> {
  return parseTimeout(text, 'write GEMEL_INACTIVITY_TIMEOUT=900');
}

export function parseOverallTimeout(text: string): Parsed<number> {
  return parseTimeout(text, 'write GEMEL_OVERALL_TIMEOUT=43200');
}

function parseTimeout(text: string, write: string): Parsed<number> {
  const value = /^[0-9]{1,8}$/.test(text) ? Number(text) : 0;
  if (value >= shortestTimeout && value <= longestTimeout) return { value };
  return { problem: `must be seconds from ${shortestTimeout} to ${longestTimeout}: ${write}` };
}

/** Returns what does not go together, one line each. */
export function problemsOfTimeouts({ timeouts }: Pick<Configuration, 'timeouts'>): readonly string[] {
  const { inactivityTimeout = usual.inactivityTimeout, overallTimeout = usual.overallTimeout } = timeouts;
  if (inactivityTimeout <= overallTimeout) return [];
  return [
    `GEMEL_INACTIVITY_TIMEOUT (${inactivityTimeout}) is longer than GEMEL_OVERALL_TIMEOUT (${overallTimeout}), and could never end a session: set both`,
  ];
}

export function parseLimits(text: string): Parsed<NonNullable<AccountsOptions['throttling']>> {
  const write = `write GEMEL_LIMITS='{"address":{"burst":200,"interval":30}}'`;
  const given = readJson(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { problem: `must be a JSON object of limits: ${write}` };
  const [problem] = problemsWithThrottling(given);
  return problem === undefined ? { value: given } : { problem: `is wrong: ${problem}` };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
