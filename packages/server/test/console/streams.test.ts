/** The streams of the console's open pages: how many a session has, and which of their ends say that the session has ended. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineBeside, openBeside } from '../support/engine-beside.ts';
import { type InProcessServer, startInProcess, type Visitor } from '../support/in-process-server.ts';
import { enterWithRole } from './support/second-administrator.ts';

const cookieName = '__Host-Http-gemel-console';

let server: InProcessServer;
let beside: EngineBeside;

beforeAll(async () => {
  server = await startInProcess();
  beside = await openBeside(server);
});

afterAll(async () => {
  await beside.stop();
  await server.stop();
});

interface Listener {
  /** Everything that was heard, once that is in it, or nothing more comes. */
  heard(text: string): Promise<string>;
  cancel(): Promise<void>;
}

async function listen(visitor: Visitor): Promise<Listener> {
  const { status, body } = await visitor.get('/console/live');
  expect(status).toBe(200);
  const reader = (body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let all = '';
  return {
    async heard(text) {
      while (!all.includes(text)) {
        const { done, value } = await reader.read();
        if (done) break;
        all += decoder.decode(value, { stream: true });
      }
      return all;
    },
    cancel: () => reader.cancel(),
  };
}

describe('the streams of a session at the console', () => {
  it('are four at most: the oldest makes room for the newest, and says that this is no end of the session', async () => {
    const { visitor } = await enterWithRole(server, 'windows@example.com', 'gemel:administrator');
    const first = await listen(visitor);
    const others = [await listen(visitor), await listen(visitor), await listen(visitor)];
    expect(await first.heard('event: alive')).toContain('event: alive');
    others.push(await listen(visitor));
    expect(await first.heard('nothing more')).toMatch(/event: done\n(?![^]*event: ended)/);
    for (const other of others) expect(await other.heard('event: alive')).not.toContain('event: done');
    // One that was closed by its window leaves its place to the next.
    await others[0]?.cancel();
    await expect.poll(async () => (await visitor.get('/console')).status).toBe(200);
    for (const other of others) await other.cancel();
  });

  it('end without that word where the cookie is another one by now, as after a proof in another window: the page comes again with it', async () => {
    const { visitor } = await enterWithRole(server, 'proving@example.com', 'gemel:administrator');
    const stream = await listen(visitor);
    await stream.heard('event: alive');
    const [sid = ''] = visitor.value(cookieName)?.split('.') ?? [];
    const authentication = { time: beside.gemel.engineTime(), amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' };
    const { sessionToken } = await beside.gemel.stepUp(sid, authentication);
    expect(await stream.heard('nothing more')).not.toContain('event: ended');
    expect((await visitor.get('/console')).status).toBe(303);
    visitor.set(cookieName, sessionToken);
    const again = await listen(visitor);
    expect(await again.heard('event: alive')).toContain('event: alive');
    await beside.gemel.revokeSession(sid);
    expect(await again.heard('nothing more')).toContain('event: ended');
  });
});
