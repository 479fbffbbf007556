/** Looks at the line of signing keys: whether one is next, and whether the one that signs was replaced in time. */
import { defaults, type SessionStore } from 'gemel';
import { type Finding, ok, problem, warning } from './finding.ts';

const day = 86_400;
/** How much longer than it should a key may sign before that is said: nodes look once in a while. */
const lateness = 1.1;

export async function checkKeys(store: { readonly keys: Pick<SessionStore['keys'], 'list'> }): Promise<readonly Finding[]> {
  const { value: keys, now } = await store.keys.list();
  if (keys.length === 0) return [ok('Keys: none yet, the first node makes them')];
  const active = keys.filter(({ activeFrom }) => activeFrom <= now).toSorted((left, right) => right.activeFrom - left.activeFrom)[0];
  const hasNext = keys.some(({ activeFrom }) => activeFrom > now);
  if (active === undefined) return [problem('Keys: none signs yet: let a node run, or write `gemel keys rotate`')];
  const age = now - active.activeFrom;
  const { keyLifetime } = defaults.tokens;
  const days = `${Math.floor(age / day)} days`;
  if (age > lateness * keyLifetime) {
    return [
      warning(
        `Keys: ${active.kid} has signed for ${days}, longer than the ${Math.floor(keyLifetime / day)} that a key should: a node that runs replaces it; write \`gemel keys rotate\` where none does`,
      ),
    ];
  }
  if (!hasNext)
    return [warning('Keys: none is next, so that a rotation would surprise verifiers: let a node run, or write `gemel keys list`')];
  return [ok(`Keys: ${active.algorithm}, the one that signs is ${days} old; the next one is published`)];
}
