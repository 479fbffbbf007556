/** What a passkey is shown for; a challenge is good for that alone. S22 */
import { createHash } from 'node:crypto';
import type { Asking } from '../step-up/require-recent.ts';

export type PasskeyUse =
  | { readonly use: 'sign_in' }
  | { readonly use: 'second_factor'; readonly half: string }
  | { readonly use: 'step_up'; readonly sid: string };

/** Names the half in the challenge without being able to finish it. */
export function useForHalf(pending: string): PasskeyUse {
  return { use: 'second_factor', half: createHash('sha256').update(`half ${pending}`).digest('base64url') };
}

export function useForStepUp({ sid }: Asking): PasskeyUse {
  return { use: 'step_up', sid };
}
