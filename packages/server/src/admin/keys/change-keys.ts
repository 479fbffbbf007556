/** `POST /admin/keys/rotate` and `/admin/keys/{kid}/retire`: another key signs, before its time or since one has leaked. */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { reasonField } from '../fields.ts';

export interface RotateKeys {
  readonly reason?: string | undefined;
}

export interface RotatedKey {
  readonly kid: string;
}

export const rotateKeys: AdminOperation<RotateKeys, RotatedKey> = {
  name: 'keys.rotate',
  method: 'POST',
  path: '/admin/keys/rotate',
  scope: 'keys:write',
  wantsRecent: true,
  summary: 'Let the next key sign from now on; tokens of the others stay good until they expire',
  input: z.strictObject({ reason: reasonField.optional() }),
  answer: { kind: 'json', schema: z.object({ kid: z.string().describe('The key that signs now.') }) },
  errors: ['keys_unavailable'],
  run: async ({ gemel }) => ({ kid: await gemel.keys.rotate() }),
};

export interface RetireKey {
  readonly kid: string;
  readonly reason: string;
}

export interface RetiredKey {
  readonly reach: 'committed' | 'applied' | 'bounded' | 'unguaranteed';
  readonly isReplicated: boolean;
  readonly tookMs: number;
}

export const retireKey: AdminOperation<RetireKey, RetiredKey> = {
  name: 'keys.retire',
  method: 'POST',
  path: '/admin/keys/{kid}/retire',
  scope: 'keys:write',
  wantsRecent: true,
  summary: 'Emergency: nothing that a key has signed is accepted any more, anywhere; sessions stand',
  input: z.strictObject({ kid: z.string().min(1).max(128).describe('The key.'), reason: reasonField }),
  answer: {
    kind: 'json',
    schema: z.object({
      reach: z
        .enum(['committed', 'applied', 'bounded', 'unguaranteed'])
        .describe(
          '`applied`: every node has heard of it; `bounded`: every node has, or trusts nothing that the key signed; `unguaranteed`: a node accepts when stale.',
        ),
      isReplicated: z.boolean().describe('Whether a second machine is known to hold it.'),
      tookMs: z.number().min(0).describe('Milliseconds until that was known.'),
    }),
  },
  errors: ['not_found', 'keys_unavailable'],
  run: async ({ gemel, keys, onReceipts }, { kid }) => {
    if (!(await keys.list()).value.some((key) => key.kid === kid)) throw new GemelError('not_found');
    return gemel.keys.retire(kid, { until: 'everywhere', ...(onReceipts === undefined ? {} : { onReceipts }) });
  },
};
