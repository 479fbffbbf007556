/** Presents what is known everywhere at once, beside the network: a bound is shown to hold by somebody who looks when it is over. */
import type { Client } from './client.ts';
import { bearerOf, cookieOf, type Credential, presentAtNode, presentAtVerifier } from './present.ts';
import type { World } from './world.ts';

/** Every credential that the client ever held, the newest as such. */
function credentialsOf(client: Client): readonly Credential[] {
  const { cookie, accessToken, oldCookies, oldAccessTokens } = client;
  return [
    ...oldCookies.slice(-2).map((text) => cookieOf(text, false)),
    ...(cookie === undefined ? [] : [cookieOf(cookie, true)]),
    ...oldAccessTokens.slice(-3).map((text) => bearerOf(text, false)),
    ...(accessToken === undefined ? [] : [bearerOf(accessToken, true)]),
  ];
}

/** Looks at the sessions that `isWanted` says, on every machine that runs. Resolves when all have answered. */
export async function inspect(world: World, isWanted: (sid: string) => boolean): Promise<void> {
  const looks: Promise<unknown>[] = [];
  const credentials = world.clients.flatMap(credentialsOf).filter(({ sid }) => isWanted(sid));
  for (const { name, machine, gemel } of world.nodes) {
    if (gemel === undefined || !machine.isRunning) continue;
    for (const credential of credentials) looks.push(presentAtNode(world, name, gemel, credential));
  }
  for (const host of world.verifiers) {
    if (host.verifier === undefined || !host.machine.isRunning) continue;
    for (const credential of credentials) if (credential.kind === 'bearer') looks.push(presentAtVerifier(world, host, credential));
  }
  await Promise.all(looks);
}
