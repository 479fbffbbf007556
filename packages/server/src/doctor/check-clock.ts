/** Compares this machine's clock with the engine's, by which everything is judged. */
import { defaults, type SessionStore } from 'gemel';
import { type Finding, ok, problem, warning } from './finding.ts';

const notableSeconds = 1;

/** @param nowMs this machine's wall clock. */
export async function checkClock(store: Pick<SessionStore, 'keys'>, nowMs: () => number): Promise<readonly Finding[]> {
  const sentMs = nowMs();
  const { now } = await store.keys.list();
  const difference = (sentMs + nowMs()) / 2000 - now;
  const shown = `${Math.abs(difference).toFixed(2)} s ${difference < 0 ? 'behind' : 'ahead of'} the store's`;
  const { clockTolerance } = defaults.freshness;
  if (Math.abs(difference) > clockTolerance) {
    return [
      problem(
        `This machine's clock is ${shown}, more than the ${clockTolerance} s that are tolerated: let NTP set both (timedatectl set-ntp true)`,
      ),
    ];
  }
  if (Math.abs(difference) > notableSeconds)
    return [warning(`This machine's clock is ${shown}: let NTP set both (timedatectl set-ntp true)`)];
  return [ok(`Clock: ${shown}`)];
}
