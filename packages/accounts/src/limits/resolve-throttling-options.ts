/** Reads the limits of the options; each is whole, since a burst without its interval says nothing. */
import { accountDefaults, type LimitOptions, type ThrottledThing, type ThrottlingOptions } from '../options.ts';

const mostBurst = 1_000_000;
const longestInterval = 31_536_000;
/** NIST SP 800-63B-4, 3.2.2: no more than this in a row. */
const mostInARow = 100;

/** @param problems takes one line for each limit that is wrong */
export function resolveThrottlingOptions(given: Readonly<Record<string, unknown>>, problems: string[]): ThrottlingOptions {
  const read = (name: ThrottledThing, most: number = mostBurst): LimitOptions => {
    const value = given[name] ?? accountDefaults.throttling[name];
    if (isLimit(value, most)) return { burst: value.burst, interval: value.interval };
    const { burst, interval } = accountDefaults.throttling[name];
    problems.push(`throttling.${name} must be a limit, its burst from 1 to ${most}: write { burst: ${burst}, interval: ${interval} }`);
    return { burst, interval };
  };
  return {
    pair: read('pair'),
    account: read('account'),
    inARow: read('inARow', mostInARow),
    address: read('address'),
    network: read('network'),
    signUps: read('signUps'),
    passkeys: read('passkeys'),
    providers: read('providers'),
  };
}

/** Returns what is wrong with limits, for whoever reads them from elsewhere. */
export function problemsWithThrottling(given: unknown): readonly string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return ['throttling must be an object'];
  const names = Object.keys(accountDefaults.throttling);
  const problems = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => `throttling.${name} is not a limit: there are ${names.join(', ')}`);
  resolveThrottlingOptions(Object.fromEntries(Object.entries(given)), problems);
  return problems;
}

function isLimit(value: unknown, most: number): value is LimitOptions {
  if (typeof value !== 'object' || value === null || Object.keys(value).some((name) => name !== 'burst' && name !== 'interval'))
    return false;
  const burst: unknown = Reflect.get(value, 'burst');
  const interval: unknown = Reflect.get(value, 'interval');
  const isBurst = typeof burst === 'number' && Number.isSafeInteger(burst) && burst >= 1 && burst <= most;
  return isBurst && typeof interval === 'number' && interval > 0 && interval <= longestInterval;
}
