/** The rule that keeps other sites from acting with a visitor's cookie. */
import { describe, expect, it } from 'vitest';
import { checkRequestOrigin } from '../../src/core/requests/check-request-origin.ts';

const own = 'https://app.example';
const partner = 'https://partner.example';
const check = (method: string, headers: Readonly<Record<string, string>>): void =>
  checkRequestOrigin({ method, header: (name) => headers[name] }, [own, partner]);

const passes: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['a GET from anywhere', 'GET', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a HEAD from anywhere', 'HEAD', { 'sec-fetch-site': 'cross-site' }],
  ['a preflight', 'OPTIONS', { origin: 'https://evil.example' }],
  ['a POST from the same origin', 'POST', { 'sec-fetch-site': 'same-origin' }],
  ["a POST of the visitor's own", 'POST', { 'sec-fetch-site': 'none' }],
  ['a POST of an older browser from the same origin', 'POST', { origin: own }],
  ['a POST from an allowed origin, cross-site', 'POST', { 'sec-fetch-site': 'cross-site', origin: partner }],
  ['a POST from an allowed origin, same-site', 'POST', { 'sec-fetch-site': 'same-site', origin: partner }],
  ['a WebSocket of the same origin', 'GET', { upgrade: 'websocket', origin: own }],
  ['an upgrade to something else', 'GET', { upgrade: 'h2c' }],
];

const refusals: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['a POST that says nothing', 'POST', {}],
  ['a PUT that says nothing', 'PUT', {}],
  ['a PATCH that says nothing', 'PATCH', {}],
  ['a DELETE that says nothing', 'DELETE', {}],
  ['an unknown method that says nothing', 'PURGE', {}],
  ['a lower-case method', 'get', {}],
  ['a POST from another site', 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a POST from a sibling', 'POST', { 'sec-fetch-site': 'same-site', origin: 'https://blog.app.example' }],
  ['a POST from another site without Origin', 'POST', { 'sec-fetch-site': 'cross-site' }],
  ['a POST of an older browser from another site', 'POST', { origin: 'https://evil.example' }],
  ['S29 an Origin that begins like ours', 'POST', { origin: `${own}.evil.example` }],
  ['S29 an Origin with a user part', 'POST', { origin: 'https://app.example@evil.example' }],
  ['S29 an Origin with a slash', 'POST', { origin: `${own}/` }],
  ['S29 an Origin in another case', 'POST', { origin: 'https://APP.example' }],
  ['S29 an Origin of another scheme', 'POST', { origin: 'http://app.example' }],
  ['S29 an Origin on another port', 'POST', { origin: `${own}:8443` }],
  ['an opaque Origin', 'POST', { origin: 'null' }],
  ['two Origins', 'POST', { origin: `${own}, https://evil.example` }],
  ['an empty Origin', 'POST', { origin: '' }],
  ['two Sec-Fetch-Site', 'POST', { 'sec-fetch-site': 'same-origin, cross-site' }],
  ['ASVS 4.4.2 a WebSocket from another site', 'GET', { upgrade: 'websocket', origin: 'https://evil.example' }],
  ['ASVS 4.4.2 a WebSocket in another spelling', 'GET', { upgrade: 'h2c, WebSocket', origin: 'https://evil.example' }],
  ['ASVS 4.4.2 a WebSocket that says nothing', 'GET', { upgrade: 'websocket' }],
];

describe('the cross-site check', () => {
  it.each(passes)('passes %s', (_title, method, headers) => {
    expect(check(method, headers)).toBeUndefined();
  });

  it.each(refusals)('refuses %s', (_title, method, headers) => {
    expect(() => check(method, headers)).toThrow(expect.objectContaining({ code: 'cross_site_refused' }));
  });

  it('refuses an opaque Origin even where somebody listed it', () => {
    const request = { method: 'POST', header: (name: string) => (name === 'origin' ? 'null' : undefined) };
    expect(() => checkRequestOrigin(request, ['null'])).toThrow(expect.objectContaining({ code: 'cross_site_refused' }));
  });
});
