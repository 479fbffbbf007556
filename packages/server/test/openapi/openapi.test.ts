/** The OpenAPI document and the tables that it is made of say the same: no route without a description, none described that is not there. */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorTable } from '@gemel/protocol';
import { operationTable } from '../../src/admin/operation-table.ts';
import { createPageRoutes } from '../../src/http/page-routes.ts';
import type { RouteRow } from '../../src/http/route-table.ts';
import type { HttpEnvironment } from '../../src/http/services.ts';
import { createOpenApi } from '../../src/openapi/create-openapi.ts';
import { page } from '../../src/openapi/pages/page-operation.ts';
import { publicAreas } from '../../src/openapi/public/public-operations.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';
import { operationsOf, resolveSchema } from './described-operations.ts';
import { findSchemaProblem } from './find-schema-problem.ts';

/** Of everything that may be switched on, so that every route is there. */
const everything = {
  GEMEL_SIGN_IN_LINKS: 'on',
  GEMEL_PROVIDERS: '{"example":{"issuer":"http://127.0.0.1:9","clientId":"gemel"}}',
  GEMEL_CLIENTS: JSON.stringify([{ id: 'orders', secretHash: 'A'.repeat(43), audiences: ['https://orders.example'] }]),
};

/** A route with a check of its own before it stands in the table twice; a file's name is made of its content; `ALL` is what refuses other methods. */
const spelledOnce = (rows: readonly RouteRow[]): readonly string[] => [
  ...new Set(
    rows
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/^\/assets\/[^/]+$/, '/assets/{file}')}`),
  ),
];

describe('the OpenAPI document', () => {
  const document = createOpenApi();
  const described = operationsOf(document);
  const stopLater = stopAfterwards();
  let server: InProcessServer;

  beforeAll(async () => {
    server = await startInProcess(everything);
    stopLater(() => server.stop());
  });

  it.each([
    ['public', 100],
    ['admin', 80],
  ] as const)('has every route of the %s listener, pages included, and no other', (listener, least) => {
    const mounted = spelledOnce(listener === 'public' ? server.routes : server.adminRoutes);
    const listed = described.filter(({ listeners }) => listeners.includes(listener)).map(({ method, path }) => `${method} ${path}`);
    expect(listed.toSorted()).toEqual(mounted.toSorted());
    expect(listed.length).toBeGreaterThan(least);
  });

  it('lets nobody mount a page that it does not describe, or at another path', () => {
    const pages = createPageRoutes(new Hono<HttpEnvironment>(), [page('/known', 'Show what is known')]);
    const answer = (): Response => new Response();
    expect(() => pages.get('/known', answer)).not.toThrow();
    expect(() => pages.post('/known', answer)).toThrow('nothing describes POST /known');
    expect(() => pages.get('/known/:id', answer)).toThrow('nothing describes GET /known/:id');
  });

  it('has every operation of the admin API, and no other', () => {
    const listed = described
      .filter(({ isAdmin }) => isAdmin)
      .map(({ method, path, operation }) => `${operation.operationId} ${method} ${path}`);
    expect(listed.toSorted()).toEqual(operationTable.map(({ name, method, path }) => `${name} ${method} ${path}`).toSorted());
  });

  it('names each operation once, in an area that it explains, with a summary of its own', () => {
    const names = described.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    const summaries = described.map(({ operation }) => operation.summary);
    expect(summaries.filter((summary, index) => summaries.indexOf(summary) !== index)).toEqual([]);
    const tags = document.tags.map(({ name }) => name);
    expect(described.flatMap(({ operation }) => operation.tags).filter((tag) => !tags.includes(tag))).toEqual([]);
    expect(publicAreas.map(({ tag }) => tag)).toEqual(tags.slice(0, publicAreas.length));
  });

  it('describes each member of a path', () => {
    for (const { path, operation } of described) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect((operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('refers to nothing that is not in it, and keeps nothing that nothing refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(([, kind, name]) => `${kind} ${name}`));
    const kept = [
      ...Object.keys(document.components.schemas).map((name) => `schemas ${name}`),
      ...Object.keys(document.components.responses).map((name) => `responses ${name}`),
    ];
    expect([...referred].toSorted()).toEqual(kept.toSorted());
    expect(text).not.toContain('"$defs"');
  });

  it('uses only keywords of JSON Schema that its judge knows, and only codes that there are', () => {
    const outside = new Set(Object.entries(errorTable).map(([code, { coarse, error }]) => (coarse === true ? error : code)));
    const resolve = (reference: string) => resolveSchema(document, reference);
    for (const schema of Object.values(document.components.schemas)) findSchemaProblem({}, schema, resolve);
    for (const { description, content = {} } of Object.values(document.components.responses)) {
      for (const code of description.split(', ')) expect(outside).toContain(code.replaceAll('`', ''));
      for (const { schema } of Object.values(content)) findSchemaProblem({}, schema, resolve);
    }
  });

  it('is what docs/openapi.json says, and what the admin listener serves, with its own addresses', async () => {
    const committed: unknown = JSON.parse(readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
    const response = await fetch(`${server.adminUrl}/admin/openapi.json`);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const served = (await response.json()) as typeof document;
    expect(served.servers[0]?.url).toBe(server.url);
    expect(served.paths['/admin/users']?.servers?.[0]?.url).toBe(server.adminUrl);
    expect(Object.keys(served.paths)).toEqual(Object.keys(document.paths));
    expect((await fetch(`${server.address}/admin/openapi.json`)).status).toBe(404);
  });

  it('can be read as a page that names every operation, without a script and without anything from elsewhere', async () => {
    const response = await fetch(`${server.adminUrl}/admin/reference`, { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    for (const { path, operation } of described) {
      expect(page).toContain(`<code>${path}</code>`);
      expect(page).toContain(`id="${operation.operationId.replaceAll(/[^A-Za-z0-9]+/g, '-')}"`);
    }
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=/);
    const loaded = [...page.matchAll(/<(?:link|img|iframe|object|embed|source)\b[^>]*?(?:href|src)="([^"]+)"/g)].map(
      ([, address = '']) => address,
    );
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) expect(address).toMatch(/^\/assets\//);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('the judge of schemas', () => {
  it.each([
    [
      { type: 'object', properties: { a: { type: 'integer', minimum: 1 } }, required: ['a'], additionalProperties: false },
      { a: 1 },
      [{}, { a: 0 }, { a: 1.5 }, { a: 1, b: 1 }, null, []],
    ],
    [{ type: ['string', 'null'], maxLength: 2 }, 'ab', ['abc', 1]],
    [{ anyOf: [{ const: 'a' }, { enum: ['b', 'c'] }] }, 'c', ['d']],
    [{ type: 'array', items: { type: 'string', pattern: '^a' }, minItems: 1 }, ['ab'], [[], ['b'], [1]]],
    [{ allOf: [{ type: 'object' }, { additionalProperties: { type: 'number' } }] }, { x: 1 }, [{ x: 'y' }]],
  ])('lets %j hold for what it allows alone', (schema, good, bad) => {
    const resolve = (): never => {
      throw new Error('nothing is referred to');
    };
    expect(findSchemaProblem(good, schema, resolve)).toBeUndefined();
    for (const one of bad) expect(findSchemaProblem(one, schema, resolve), JSON.stringify(one)).toBeTypeOf('string');
    expect(() => findSchemaProblem(1, { nonsense: 1 }, resolve)).toThrow('does not know');
  });
});
