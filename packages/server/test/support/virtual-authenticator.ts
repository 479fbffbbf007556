/** A device that keeps passkeys, as Chromium's DevTools simulate it for one page. */
import type { Page } from 'playwright-core';

export interface VirtualAuthenticator {
  /** Whether somebody touches it whenever it asks for that. */
  setTouched(isTouched: boolean): Promise<void>;
  /** Takes its passkeys away, and returns what puts them back. */
  empty(): Promise<() => Promise<void>>;
  /** The passkeys that it keeps: their ids, base64. */
  keeps(): Promise<readonly string[]>;
  unplug(): Promise<void>;
}

/** Plugs one in: it verifies its user, and is touched at once. Takes the place of whatever the machine itself has. */
export async function plugIn(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    setTouched: async (enabled) => void (await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })),
    empty: async () => {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      await session.send('WebAuthn.clearCredentials', { authenticatorId });
      return async () => {
        for (const credential of credentials) await session.send('WebAuthn.addCredential', { authenticatorId, credential });
      };
    },
    keeps: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.map(({ credentialId }) => credentialId),
    unplug: async () => void (await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  };
}
