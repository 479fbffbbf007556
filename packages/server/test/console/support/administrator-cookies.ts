/** Lets a browser in as a server's administrator: everybody who asks is the same one, since the link makes one. */
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import type { InProcessServer } from '../../support/in-process-server.ts';
import { type EnteredAdministrator, enterAsFirst } from './enter-console.ts';

const entered = new WeakMap<InProcessServer, Promise<EnteredAdministrator>>();

export function administratorOf(server: InProcessServer): Promise<EnteredAdministrator> {
  const known = entered.get(server) ?? enterAsFirst(server);
  entered.set(server, known);
  return known;
}

export async function letInAsAdministrator(page: Page, server: InProcessServer): Promise<void> {
  const { visitor } = await administratorOf(server);
  await giveCookies(page, visitor.cookie(), new URL(server.adminUrl).hostname);
}

/** Gives the browser cookies the only way that their prefix allows: by an answer of that host. Cookies ignore ports. */
export async function giveCookies(page: Page, header: string, host: string): Promise<void> {
  const giver = createServer((_, response) => {
    response.setHeader(
      'set-cookie',
      header.split('; ').map((pair) => `${pair}; Path=/; Secure; HttpOnly; SameSite=Lax`),
    );
    response.setHeader('content-type', 'text/html');
    response.end('<link rel="icon" href="data:,">');
  });
  await new Promise<void>((resolve) => giver.listen(0, host, resolve));
  const address = giver.address();
  await page.goto(`http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}/`);
  giver.closeAllConnections();
  giver.close();
}
