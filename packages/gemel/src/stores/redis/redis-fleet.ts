/** The nodes that share the store, and what they have confirmed. */
import type { FleetNode, FleetStore } from '../../core/ports/fleet-store.ts';
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

export function createRedisFleet(engine: RedisEngine, names: RedisNames): FleetStore {
  const bound = names.shared('bound');
  const settled = names.shared('settled');
  const nodes = names.shared('nodes');
  const untils = names.shared('node-untils');
  const nothing = names.nothingOf(0);
  const receiptKey = (receipt: string): string => names.shared(`receipt:${toStoredText(receipt)}`);

  return {
    async register({ id, maxStaleness, acceptsStale }, keepFor) {
      const node: FleetNode = { id, maxStaleness, acceptsStale };
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
      const [at, found] = asList(await engine.run(listNodesScript, [nothing, nodes, untils], []));
      // Written by `register` and by nobody else.
      return { value: asTexts(found).map((text) => asJson(text) as FleetNode), now: asNumber(at) };
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
