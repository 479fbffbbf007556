/** The stream of a page that shows sessions, without a browser: which of them have ended. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';
import { password } from './support/enter-console.ts';
import { signUp } from './support/second-administrator.ts';

let server: InProcessServer;
let administrator: Visitor;

beforeAll(async () => {
  server = await startInProcess();
  administrator = (await administratorOf(server)).visitor;
});

afterAll(() => server.stop());

/** The stream up to its first sign of life, which comes each second. */
async function beginningOf(path: string): Promise<string> {
  const { body } = await administrator.get(path);
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes('event: alive')) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

async function aSession(email: string): Promise<{ readonly visitor: Visitor; readonly sid: string }> {
  await signUp(server, email);
  const visitor = visit(server.url);
  await visitor.post('/sign-in', { email, password });
  return { visitor, sid: visitor.value('__Host-Http-gemel')?.split('.')[0] ?? '' };
}

describe('the stream of sessions that a page shows', () => {
  it('tells at once of those that ended while the page was on its way, and of no other', async () => {
    const [ended, standing] = [await aSession('ada@example.com'), await aSession('bob@example.com')];
    await ended.visitor.post('/sign-out');
    const told = await beginningOf(`/console/live?sessions=${ended.sid}.${standing.sid}`);
    expect(told).toContain(`event: session\ndata: ${JSON.stringify({ sid: ended.sid })}\n`);
    expect(told).not.toContain(standing.sid);
  });
});
