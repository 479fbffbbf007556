/** Parameters are read so strictly that whoever reads them again can only read the same. */
import { GemelError } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForm, MAX_BODY_BYTES, optionalParameter, readParameters, readQuery, requiredParameter } from '../../src/endpoints/index.ts';

const post = (
  type: string | undefined,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Readonly<Record<string, string>> = {},
): Request =>
  new Request('https://app.example/', {
    method: 'POST',
    body,
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
  });
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';
const read = async (request: Request): Promise<unknown> => Object.fromEntries(await readParameters(request));
const codeOf = (request: Request): Promise<unknown> =>
  readParameters(request).then(
    () => 'read',
    (error: unknown) => (error instanceof GemelError ? error.code : error),
  );

describe('reading parameters', () => {
  it.each([
    [form, 'a=1&b=two+words&c=%C3%A9', { a: '1', b: 'two words', c: 'é' }],
    [`${form}; charset=UTF-8`, 'a=1', { a: '1' }],
    [`${json};charset="utf-8"`, '{"a":"1"}', { a: '1' }],
    ['Application/JSON', ' { "a" : "\\"quoted\\" \\u0041" , "b" : "" } ', { a: '"quoted" A', b: '' }],
    [json, '{}', {}],
    [form, '', {}],
  ])('reads %s %s', async (type, body, parameters) => {
    expect(await read(post(type, body))).toEqual(parameters);
  });

  it('reads a body that is not there as an empty form', async () => {
    expect(await read(post(form, null))).toEqual({});
  });

  it.each([
    ['the same name in a form', form, 'a=1&a=1'],
    ['the same name in another encoding', form, 'a=1&%61=2'],
    ['the same name in JSON', json, '{"a":"1","a":"2"}'],
    ['the same name in JSON, escaped', json, '{"a":"1","\\u0061":"2"}'],
    ['the same name in JSON before a text', json, '{"a":1,"a":"2"}'],
    ['the same name in JSON before a text, with a list', json, '{"a":["x"],"a":"2"}'],
    ['two __proto__ in JSON', json, '{"__proto__":"x","__proto__":"y"}'],
  ])('ASVS 15.3.7 refuses %s', async (_what, type, body) => {
    expect(await codeOf(post(type, body))).toBe('request_malformed');
  });

  it.each([
    ['no type', undefined, 'a=1', {}],
    ['another type', 'text/plain', 'a=1', {}],
    ['another character set', `${form}; charset=latin1`, 'a=1', {}],
    ['another parameter', `${json}; profile=x`, '{}', {}],
    ['two types', `${form}, ${json}`, 'a=1', {}],
    ['a compressed body', form, 'a=1', { 'content-encoding': 'gzip' }],
  ])('refuses %s', async (_what, type, body, headers) => {
    const request = post(undefined, new TextEncoder().encode(body), {
      ...headers,
      ...(type === undefined ? {} : { 'content-type': type }),
    });
    expect(await codeOf(request)).toBe('media_type_unsupported');
  });

  it('refuses a body that is not UTF-8, wherever it breaks', async () => {
    for (const bytes of [
      [0x61, 0x3d, 0xff],
      [0x61, 0x3d, 0xc3],
    ])
      expect(await codeOf(post(form, new Uint8Array(bytes)))).toBe('request_malformed');
  });

  it('puts together a character that two parts share', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (const byte of new TextEncoder().encode('a=é')) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const request = new Request('https://app.example/', { method: 'POST', body, duplex: 'half', headers: { 'content-type': form } });
    expect(await read(request)).toEqual({ a: 'é' });
  });

  it('takes the longest body that it may, and not a byte more, announced or not', async () => {
    const longest = `a=${'x'.repeat(MAX_BODY_BYTES - 2)}`;
    expect(await codeOf(post(form, longest))).toBe('read');
    expect(await codeOf(post(form, `${longest}x`))).toBe('request_too_large');
    expect(await codeOf(post(form, 'a=1', { 'content-length': String(MAX_BODY_BYTES + 1) }))).toBe('request_too_large');
  });

  it('stops reading an endless body', async () => {
    let parts = 0;
    let isCancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        parts++;
        controller.enqueue(new Uint8Array(1024).fill(97));
      },
      cancel() {
        isCancelled = true;
      },
    });
    const request = new Request('https://app.example/', { method: 'POST', body, duplex: 'half', headers: { 'content-type': form } });
    expect(await codeOf(request)).toBe('request_too_large');
    expect([isCancelled, parts < 20]).toEqual([true, true]);
  });

  it('takes a body that breaks off for a malformed one', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    const request = new Request('https://app.example/', { method: 'POST', body, duplex: 'half', headers: { 'content-type': form } });
    expect(await codeOf(request)).toBe('request_malformed');
  });

  it('keeps what the caller wrote out of the error', async () => {
    const error = await readParameters(post(json, '{"password":"secret')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'request_malformed' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
  });

  it('gives parameters or a refusal for any bytes', async () => {
    const known = new Set(['read', 'request_malformed']);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(form, json), fc.uint8Array({ maxLength: 64 }), async (type, bytes) => {
        expect(known).toContain(await codeOf(post(type, new Uint8Array(bytes))));
      }),
      { numRuns: 500 },
    );
  });

  it('reads any flat object of texts as JSON.parse does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { maxKeys: 6 }), async (object) => {
        expect(new Map(await readParameters(post(json, JSON.stringify(object))))).toEqual(new Map(Object.entries(object)));
      }),
      { numRuns: 500 },
    );
  });

  it('reads a query, each name once', () => {
    expect(Object.fromEntries(readQuery(new URL('https://app.example/?a=1&b=')))).toEqual({ a: '1', b: '' });
    expect(() => readQuery(new URL('https://app.example/?a=1&a=2'))).toThrow(expect.objectContaining({ code: 'request_malformed' }));
  });

  it('RFC 6749 3.1 counts a parameter without a value as left out', () => {
    const parameters = new Map([
      ['a', ''],
      ['b', '1'],
    ]);
    expect([optionalParameter(parameters, 'a'), optionalParameter(parameters, 'b'), optionalParameter(parameters, 'c')]).toEqual([
      undefined,
      '1',
      undefined,
    ]);
    expect(requiredParameter(parameters, 'b')).toBe('1');
    for (const name of ['a', 'c'])
      expect(() => requiredParameter(parameters, name)).toThrow(expect.objectContaining({ code: 'request_malformed' }));
  });

  it('tells a form from anything else', () => {
    expect([form, json, 'text/html', undefined].map((type) => isForm(post(type, 'a=1')))).toEqual([true, false, false, false]);
  });
});
