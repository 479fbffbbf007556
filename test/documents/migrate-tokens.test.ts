/** Follows docs/migrate/jsonwebtoken-or-jose.md step by step with either library: a token from before is good until the last step. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { reservePorts } from '@gemel/testbed';
import { stepsOf } from './page-step.ts';

const page = 'docs/migrate/jsonwebtoken-or-jose.md';
const secret = (): string => randomBytes(32).toString('base64url');

describe.each(['jsonwebtoken', 'jose'])('from %s', (library) => {
  test('no token is refused that was good, and at the end a sign-out ends the new ones', { timeout: 60_000 }, async () => {
    const [appPort = 0, servicePort = 0] = await reservePorts(2);
    const origin = `http://localhost:${appPort}`;
    const settings = { env: { JWT_SECRET: secret(), SECRET: secret() }, places: { 'https://app.example': origin } };
    const application = stepsOf(page, { port: appPort, ...settings });
    const service = stepsOf(page, { port: servicePort, ...settings });
    const post = async (path: string, body?: URLSearchParams, token?: string): Promise<Readonly<Record<string, string>>> => {
      const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const response = await fetch(`${origin}${path}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body }),
        ...(headers && { headers }),
      });
      expect(response.ok).toBe(true);
      const text = await response.text();
      return text === '' ? {} : JSON.parse(text);
    };
    const ask = async (token?: string): Promise<number> =>
      (await fetch(`http://localhost:${servicePort}/orders`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }))
        .status;

    const oldApplication = await application.start(`${library}, before: application`);
    const oldService = await service.start(`${library}, before: service`);
    const { token: old = '' } = await post('/sign-in');
    expect([await ask(old), await ask()]).toEqual([200, 401]);
    await oldService.stop();

    const bothService = await service.start(`${library}, step 1: service`);
    expect([await ask(old), await ask(), await ask('nonsense')]).toEqual([200, 401, 401]);
    await oldApplication.stop();

    await application.start('step 2: application');
    const { token = '', refreshToken = '' } = await post('/sign-in');
    await expect.poll(() => ask(token), { timeout: 10_000 }).toBe(200);
    expect(await ask(old)).toBe(200);
    await bothService.stop();

    await service.start('step 3: service');
    await expect.poll(() => ask(token), { timeout: 10_000 }).toBe(200);
    expect(await ask(old)).toBe(401);
    const refreshed = await post('/oauth/token', new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }));
    expect(await ask(refreshed['access_token'])).toBe(200);
    await post('/auth/sign-out', undefined, token);
    await expect.poll(() => ask(token), { timeout: 10_000 }).toBe(401);
    expect(await ask(refreshed['access_token'])).toBe(401);
  });
});
