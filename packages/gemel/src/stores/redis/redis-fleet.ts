/** The nodes that share the store, and what they have confirmed. */
import type { Seconds } from '@gemel/protocol';
import type { FleetNode, FleetStore, RegisteredNode } from '../../core/ports/fleet-store.ts';
import { readReport } from '../stored-report.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { asJson, asList, asNumber, asText, asTexts } from './redis-reply.ts';
import {
  confirmedByScript,
  confirmScript,
  listNodesScript,
  registerScript,
  setBoundScript,
  settleScript,
  unregisterScript,
} from './scripts/fleet-scripts.ts';

/** Receipts confirmed in one step. */
const RECEIPTS = 500;

/** A node as `register` writes it, and nobody else. */
interface StoredNode extends FleetNode {
  /** Missing where an earlier version has written it. */
  readonly keepFor?: Seconds;
}

export function createRedisFleet(engine: RedisEngine, names: RedisNames): FleetStore {
  const bound = names.shared('bound');
  const settled = names.shared('settled');
  const nodes = names.shared('nodes');
  const untils = names.shared('node-untils');
  const nothing = names.nothingOf(0);
  const receiptKey = (receipt: string): string => names.shared(`receipt:${toStoredText(receipt)}`);

  return {
    async register({ id, maxStaleness, acceptsStale, report }, keepFor) {
      const node: StoredNode = { id, maxStaleness, acceptsStale, report, keepFor };
      const args = [String(maxStaleness), toStoredText(id), JSON.stringify(node), String(keepFor)];
      const [at, stored, epoch] = asList(await engine.run(registerScript, [bound, nodes, untils, settled], args));
      const settledEpoch = asText(epoch);
      return {
        value: { maxStaleness: asNumber(stored), settledEpoch: settledEpoch === '' ? undefined : settledEpoch },
        now: asNumber(at),
      };
    },
    async settle(epoch) {
      await engine.run(settleScript, [settled], [epoch]);
    },
    async unregister(id) {
      await engine.run(unregisterScript, [nodes, untils], [toStoredText(id)]);
    },
    async list() {
      const [at, found, ends] = asList(await engine.run(listNodesScript, [nothing, nodes, untils], []));
      const until = asTexts(ends).map(asNumber);
      return { value: asTexts(found).map((text, index) => readNode(text, until[index])), now: asNumber(at) };
    },
    async setMaxStaleness(maxStaleness) {
      await engine.run(setBoundScript, [bound], [String(maxStaleness)]);
    },
    async confirm(id, receipts, keepFor) {
      for (let start = 0; start < receipts.length; start += RECEIPTS) {
        const keys = receipts.slice(start, start + RECEIPTS).map(receiptKey);
        await engine.run(confirmScript, keys, [toStoredText(id), String(keepFor)]);
      }
    },
    async confirmedBy(receipt) {
      return asTexts(await engine.run(confirmedByScript, [nothing, receiptKey(receipt)], [])).map(fromStoredText);
    },
  };
}

function readNode(text: string, until: Seconds | undefined): RegisteredNode {
  const { id, maxStaleness, acceptsStale, report, keepFor } = asJson(text) as StoredNode; // nobody else writes there
  const registeredAt = keepFor === undefined || until === undefined ? undefined : until - keepFor;
  return { id, maxStaleness, acceptsStale, report: readReport(report), registeredAt };
}
