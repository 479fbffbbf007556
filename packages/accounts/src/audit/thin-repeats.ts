/** Keeps a flood out of the audit log: of events that a stranger causes at no cost, one a minute is told for each account and network, and for each who did it. */
import type { Seconds } from '@gemel/protocol';
import { clientNetwork } from '../limits/client-network.ts';
import type { AuditEntry } from './audit-event.ts';
import { auditKinds } from './audit-kinds.ts';

const restFor: Seconds = 60;
const mostRemembered = 10_000;

/** Returns the entry, with how many like it were left out before; undefined where it is left out itself. */
export type ThinRepeats = (entry: AuditEntry) => AuditEntry | undefined;

export function createThinRepeats(): ThinRepeats {
  const told = new Map<string, { readonly until: Seconds; suppressed: number }>();
  return (entry) => {
    const { kind, actor, subject, address, at, facts } = entry;
    const { isThinned } = auditKinds[kind];
    if (isThinned === undefined || (isThinned !== true && facts['reason'] !== isThinned)) return entry;
    const key = JSON.stringify([kind, actor, subject, address === null ? null : clientNetwork(address).address]);
    const known = told.get(key);
    if (known !== undefined && at < known.until) {
      known.suppressed++;
      return undefined;
    }
    told.delete(key);
    const [oldest] = told.size >= mostRemembered ? told.keys() : [];
    if (oldest !== undefined) told.delete(oldest);
    told.set(key, { until: at + restFor, suppressed: 0 });
    const suppressed = known?.suppressed ?? 0;
    return suppressed === 0 ? entry : { ...entry, facts: { ...facts, suppressed } };
  };
}
