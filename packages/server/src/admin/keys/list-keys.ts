/** `GET /admin/keys`: the keys that access tokens are signed with: the one that signs, the next one, and those of before. */
import { z } from 'zod';
import type { AdminOperation, NoInput } from '../admin-operation.ts';
import { timeField } from '../fields.ts';

export interface ShownKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: 'next' | 'active' | 'former';
  readonly activeFrom: number;
}

export interface KeyList {
  readonly keys: readonly ShownKey[];
}

const keySchema: z.ZodType<ShownKey> = z
  .object({
    kid: z.string(),
    algorithm: z.string(),
    state: z
      .enum(['next', 'active', 'former'])
      .describe('`next` is published and does not sign yet; what `former` signed is good until it expires.'),
    activeFrom: timeField.describe('From when it signs, or signed; seconds since 1970.'),
  })
  .meta({ id: 'Key' });

export const listKeys: AdminOperation<NoInput, KeyList> = {
  name: 'keys.list',
  method: 'GET',
  path: '/admin/keys',
  scope: 'keys:read',
  summary: 'List the keys that access tokens are signed with, the next one first',
  input: z.strictObject({}),
  answer: { kind: 'json', schema: z.object({ keys: z.array(keySchema) }) },
  errors: [],
  run: async ({ gemel, keys: store }) => {
    const [{ value, now }, { keys }] = await Promise.all([store.list(), gemel.health()]);
    const stateOf = (kid: string, activeFrom: number): ShownKey['state'] =>
      kid === keys.active ? 'active' : activeFrom > now ? 'next' : 'former';
    const shown = value.map(({ kid, algorithm, activeFrom }) => ({ kid, algorithm, state: stateOf(kid, activeFrom), activeFrom }));
    return { keys: shown.toSorted((left, right) => right.activeFrom - left.activeFrom) };
  },
};
