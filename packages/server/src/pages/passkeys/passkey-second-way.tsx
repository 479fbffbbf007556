/** A passkey where a second factor is asked for; on stepping up it does without the password, since it is two factors. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { FactorCall, FactorFields, SecondWay } from '../second-factor/second-way.ts';
import { credentialField, PasskeyCeremony } from './passkey-ceremony.tsx';

export const passkeySecondWay: SecondWay = {
  factor: 'passkey',
  drawFields,
  hasOwnButton: true,
  names: [credentialField],
  proofOf: ({ [credentialField]: passkey = '' }) => ({ passkey }),
  scripts: ['passkey'],
};

function drawFields({ texts }: FactorCall, { optionsPath }: FactorFields): JSX.Element {
  const { show, showHint } = texts.passkeys;
  return (
    <>
      <p class="soft">{showHint}</p>
      <PasskeyCeremony texts={texts} action="get" optionsPath={optionsPath} button={show} size="full" />
    </>
  );
}
