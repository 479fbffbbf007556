/** Signing keys in Redis. */
import type { KeyStore, StoredKey } from '../../core/ports/key-store.ts';
import { toStoredText } from '../stored-text.ts';
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { asJson, asList, asNumber, asText, asTexts } from './redis-reply.ts';
import { insertKeyScript, listKeysScript, removeKeyScript, replaceKeyScript, retireKeyScript } from './scripts/key-scripts.ts';

/** @param onAppended is told the number of the newest entry of the first partition. */
export function createRedisKeys(
  engine: RedisEngine,
  names: RedisNames,
  freshText: () => string,
  onAppended: (position: number) => void,
): KeyStore {
  const keys = names.shared('keys');
  const slots = names.shared('slots');
  const [, , , , retired] = names.logOf(0);

  async function readAll(): Promise<{ readonly now: number; readonly lines: ReadonlyMap<string, string> }> {
    const [at, fields] = asList(await engine.decide(listKeysScript, [names.nothingOf(0), keys], []));
    const texts = asTexts(fields);
    const lines = new Map<string, string>();
    for (let index = 0; index < texts.length; index += 2) lines.set(texts[index] ?? '', texts[index + 1] ?? '');
    return { now: asNumber(at), lines };
  }

  /** Does nothing where the key is gone, or is to stay as it is. */
  async function change(kid: string, next: (key: StoredKey) => StoredKey): Promise<void> {
    const field = toStoredText(kid);
    for (;;) {
      const line = (await readAll()).lines.get(field);
      if (line === undefined) return;
      const changed = `${nameOf(line)}\n${JSON.stringify(next(keyOf(line)))}`;
      if (changed === line || (await engine.run(replaceKeyScript, [keys], [field, line, changed])) === 1) return;
    }
  }

  return {
    async list() {
      const { now, lines } = await readAll();
      return { value: [...lines.values()].map(keyOf).sort((left, right) => left.slot - right.slot), now };
    },
    async insert(key) {
      const fresh = freshText();
      const args = [toStoredText(key.kid), String(key.slot), fresh, `${fresh}\n${JSON.stringify(key)}`];
      return (await engine.run(insertKeyScript, [keys, slots, retired], args)) === 1;
    },
    activate: (kid, activeFrom) => change(kid, (key) => ({ ...key, activeFrom: Math.min(key.activeFrom, activeFrom) })),
    reseal: (kid, sealedKey, secretName) => change(kid, (key) => ({ ...key, sealedKey, secretName })),
    async remove(kid) {
      await engine.run(removeKeyScript, [keys, slots], [toStoredText(kid)]);
    },
    async retire(kid, receipt) {
      const args = [freshText(), String(names.partitions), toStoredText(kid), receipt === undefined ? '' : `=${toStoredText(receipt)}`];
      const { reply, isReplicated } = await engine.change(retireKeyScript, [...names.logOf(0), keys, slots], args);
      const [at, outcome, position] = asList(reply);
      onAppended(asNumber(position));
      return { value: asText(outcome) === 'retired' ? 'retired' : 'already_retired', now: asNumber(at), isReplicated };
    },
  };
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf('\n'));
}

function keyOf(line: string): StoredKey {
  return asJson(line.slice(line.indexOf('\n') + 1)) as StoredKey; // written by `insert` and `change` and by nobody else
}
