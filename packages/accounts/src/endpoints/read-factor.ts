/** Reads the second factor that a body shows. */
import { GemelError } from '@gemel/protocol';
import { optionalParameter, type Parameters } from 'gemel/endpoints';
import type { SecondFactorProof } from '../second-factor/judge-second-factor.ts';

/** How each member becomes a proof. */
const factors: ReadonlyMap<string, (text: string) => SecondFactorProof> = new Map([
  ['totp', (totp: string): SecondFactorProof => ({ totp })],
  ['recovery_code', (recoveryCode: string): SecondFactorProof => ({ recoveryCode })],
  ['passkey', (passkey: string): SecondFactorProof => ({ passkey })],
]);

/** The members that `readFactor` reads. */
export const factorMembers: readonly string[] = [...factors.keys()];

/** Returns undefined where none is shown. @throws GemelError `request_malformed` where several are */
export function readFactor(members: Parameters): SecondFactorProof | undefined {
  const shown = [...factors].flatMap(([name, read]) => {
    const text = optionalParameter(members, name);
    return text === undefined ? [] : [read(text)];
  });
  if (shown.length > 1) throw new GemelError('request_malformed', 'one factor at a time');
  return shown[0];
}
