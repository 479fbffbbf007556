/** The form that makes an API key, filled in as no page offers it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await startInProcess();
});

afterAll(() => server.stop());

it.each(['abc', '0', '-7', 'NaN', ' ', '99999'])('makes no key that is good for "%s" days, least of all for ever', async (days) => {
  const { visitor } = await administratorOf(server);
  const answer = await visitor.post('/console/api-keys', { name: 'lasting', days, 'scope-audit:read': 'on' });
  expect(answer.status).toBe(400);
  expect(await (await visitor.get('/console/api-keys')).text()).not.toContain('lasting');
});
