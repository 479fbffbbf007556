/** Every way to sign in, in the order in which the door offers them: a feature adds its own here. */
import { passkeyWayIn } from '../passkeys/passkey-way-in.tsx';
import { passwordWay } from './password-way.tsx';
import { providerWay } from '../providers/provider-way.tsx';
import { linkWay } from '../sign-in-link/link-way.tsx';
import type { WayIn } from './way-in.ts';

export const waysIn: readonly WayIn[] = [passwordWay, passkeyWayIn, linkWay, providerWay];
