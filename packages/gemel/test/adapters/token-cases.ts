/** The token endpoint, as clients meet it. */
import { SESSION_GRANT } from '@gemel/protocol';
import { expect } from 'vitest';
import { form, json, formType, jsonType, sameOrigin, type Header } from './call-endpoint.ts';
import type { HttpCase } from './http-case.ts';
import { PARSER } from './serve-express.ts';

export const tokenCases: readonly HttpCase[] = [
  {
    title: 'token: a refresh token yields the next pair, by form and by JSON, without a cookie and uncached',
    async run(host) {
      const { refreshToken, sid } = await host.begin();
      const first = await form(host, '/oauth/token', { grant_type: 'refresh_token', refresh_token: refreshToken });
      expect(first.status).toBe(200);
      expect(first.body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        refresh_token: expect.stringMatching(/^grt_/),
      });
      expect(first.setCookies).toEqual([]);
      expect([first.headers.get('cache-control'), first.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
      const second = await json(host, '/oauth/token', { grant_type: 'refresh_token', refresh_token: first.body['refresh_token'] });
      expect(second.status).toBe(200);
      const bearer = ['authorization', `Bearer ${String(second.body['access_token'])}`] as const;
      expect((await host.call('GET', '/me', { headers: [bearer] })).body).toMatchObject({ sid });
    },
  },
  {
    title: 'token: F02 a refresh that is presented again yields the same successor',
    async run(host) {
      const { refreshToken } = await host.begin();
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const [one, two] = [await form(host, '/oauth/token', fields), await form(host, '/oauth/token', fields)];
      expect(two.body['refresh_token']).toBe(one.body['refresh_token']);
    },
  },
  {
    title: 'token: S12 J27 anything but a live refresh token is invalid_grant',
    async run(host) {
      const [one, ended] = [await host.begin(), await host.begin()];
      await host.gemel.revokeSession(ended.sid);
      const [name, , rotation, secret] = one.refreshToken.split('.');
      const crossed = [name, ended.sid, rotation, secret].join('.');
      for (const token of [
        one.accessToken,
        one.sessionToken,
        ended.refreshToken,
        crossed,
        'x',
        `${one.refreshToken}x`,
        one.refreshToken.toUpperCase(),
      ]) {
        const answer = await form(host, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ error: 'invalid_grant', code: 'invalid_grant' });
        expect(answer.headers.get('content-type')).toBe('application/json');
      }
    },
  },
  {
    title: 'token: the session cookie yields an access token, never a refresh token',
    async run(host) {
      const { cookie, sid } = await host.begin();
      const answer = await form(host, '/oauth/token', { grant_type: SESSION_GRANT }, [cookie, sameOrigin]);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body).toSorted()).toEqual(['access_token', 'expires_in', 'token_type']);
      expect(answer.setCookies).toEqual([]);
      const bearer = ['authorization', `Bearer ${String(answer.body['access_token'])}`] as const;
      expect((await host.call('GET', '/me', { headers: [bearer] })).body).toMatchObject({ sid });
    },
  },
  {
    title: 'token: the session grant is refused across sites, without a cookie, and to a bearer token',
    async run(host) {
      const { cookie, bearer } = await host.begin();
      const ask = async (...headers: readonly Header[]): Promise<unknown> => {
        const answer = await form(host, '/oauth/token', { grant_type: SESSION_GRANT }, headers);
        return [answer.status, answer.body['code']];
      };
      expect(await ask(cookie)).toEqual([403, 'cross_site_refused']);
      expect(await ask(cookie, ['sec-fetch-site', 'cross-site'], ['origin', 'https://evil.example'])).toEqual([403, 'cross_site_refused']);
      expect(await ask(sameOrigin)).toEqual([401, 'authentication_required']);
      expect(await ask(bearer, sameOrigin)).toEqual([403, 'credential_kind_wrong']);
      expect(await ask(bearer, cookie, sameOrigin)).toEqual([403, 'credential_kind_wrong']);
    },
  },
  {
    title: 'token: only a listed audience is served, under either name',
    async run(host) {
      const { cookie } = await host.begin();
      for (const name of ['audience', 'resource']) {
        const answer = await form(host, '/oauth/token', { grant_type: SESSION_GRANT, [name]: 'https://other.example' }, [
          cookie,
          sameOrigin,
        ]);
        expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_target']);
        expect((await form(host, '/oauth/token', { grant_type: SESSION_GRANT, [name]: '' }, [cookie, sameOrigin])).status).toBe(200);
      }
      const both = { grant_type: SESSION_GRANT, audience: 'https://app.example', resource: 'https://other.example' };
      expect((await form(host, '/oauth/token', both, [cookie, sameOrigin])).body).toMatchObject({ code: 'request_malformed' });
    },
  },
  {
    title: 'token: ASVS 15.3.7 malformed bodies of every kind are told apart and never crash',
    async run(host) {
      const { refreshToken } = await host.begin();
      const good = `grant_type=refresh_token&refresh_token=${refreshToken}`;
      const malformed: readonly (readonly [type: string | undefined, body: string | Uint8Array, code: string])[] = [
        [undefined, good, 'media_type_unsupported'],
        ['text/plain', good, 'media_type_unsupported'],
        ['multipart/form-data; boundary=x', good, 'media_type_unsupported'],
        ['application/json-seq', '{}', 'media_type_unsupported'],
        [formType[1], '', 'request_malformed'],
        [formType[1], 'grant_type', 'request_malformed'],
        [formType[1], 'grant_type=refresh_token', 'request_malformed'],
        [formType[1], 'grant_type=password&username=x&password=y', 'grant_type_unsupported'],
        [formType[1], 'grant_type=__proto__', 'grant_type_unsupported'],
        [formType[1], `${good}&grant_type=refresh_token`, 'request_malformed'],
        [formType[1], `${good}&refresh_token=${refreshToken}`, 'request_malformed'],
        [jsonType[1], '', 'request_malformed'],
        [jsonType[1], '{', 'request_malformed'],
        [jsonType[1], '[]', 'request_malformed'],
        [jsonType[1], 'null', 'request_malformed'],
        [jsonType[1], '"refresh_token"', 'request_malformed'],
        [jsonType[1], '{"grant_type":["refresh_token"]}', 'request_malformed'],
        [jsonType[1], '{"grant_type":1}', 'request_malformed'],
        [jsonType[1], '{"grant_type":{"$ne":null}}', 'request_malformed'],
        [jsonType[1], '{"__proto__":{"grant_type":"refresh_token"}}', 'request_malformed'],
      ];
      for (const [type, body, code] of malformed) {
        const answer = await host.call('POST', '/oauth/token', { headers: type === undefined ? [] : [['content-type', type]], body });
        expect(answer.status).toBeLessThan(500);
        expect([code, PARSER]).toContain(answer.body['code']);
        expect(answer.text).not.toMatch(/at .*\.[jt]s:\d/);
        expect(answer.text).not.toContain(refreshToken);
      }
    },
  },
  {
    title: 'token: a body that is too long is refused, announced or not',
    async run({ call, raw }) {
      const long = `grant_type=refresh_token&refresh_token=${'x'.repeat(300_000)}`;
      expect((await call('POST', '/oauth/token', { headers: [formType], body: long })).status).toBe(413);
      const chunk = 'x'.repeat(120_000);
      const head = `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType[1]}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      expect(await raw(`${head}${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`)).toBe(413);
    },
  },
];
