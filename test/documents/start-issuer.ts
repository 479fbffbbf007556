/** An issuer whose metadata, keys and feed are served over HTTP, for the services of the documents. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { reservePort } from '@gemel/testbed';
import { createGemel } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { onTestFinished } from 'vitest';

const AUDIENCE = 'https://orders.example';

export interface Issuer {
  readonly url: string;
  /** A token of a new session for the audience of the documents' services. */
  tokenFor(permissions: readonly string[]): Promise<{ readonly sid: string; readonly token: string }>;
  revokeSession(sid: string): Promise<unknown>;
}

/** Runs until the test is over. */
export async function startIssuer(): Promise<Issuer> {
  const port = await reservePort();
  const url = `http://localhost:${port}`;
  const tokens = { audiences: [url, AUDIENCE] };
  const gemel = await createGemel({ issuer: url, secret: randomBytes(32).toString('base64url'), store: createMemoryStore(), tokens });
  const endpoints = createNodeHttpAuth(gemel).endpoints();
  const server = createServer((req, res) => {
    if (!endpoints(req, res)) res.writeHead(404).end();
  }).listen(port, 'localhost');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await gemel.close();
  });
  return {
    url,
    async tokenFor(permissions) {
      const { principal } = await gemel.startSession({ subject: 'ada', permissions });
      const { accessToken } = await gemel.issueAccessToken(principal, { audience: AUDIENCE });
      return { sid: principal.sid, token: accessToken };
    },
    revokeSession: (sid) => gemel.revokeSession(sid),
  };
}
