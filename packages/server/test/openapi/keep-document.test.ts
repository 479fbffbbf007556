/** The document is made once for a place. */
import { expect, it } from 'vitest';
import { createOpenApi, type OpenApiPlaces } from '../../src/openapi/create-openapi.ts';
import { keepDocument } from '../../src/openapi/reference/keep-document.ts';

it('is made once for as long as it is asked for at one place', () => {
  const asked: OpenApiPlaces[] = [];
  const documentOf = keepDocument((places) => {
    asked.push(places);
    return createOpenApi(places);
  });
  const url = 'https://login.example.com';
  const here = documentOf({ url, adminUrl: 'http://127.0.0.1:4001' });
  expect(documentOf({ url, adminUrl: 'http://127.0.0.1:4001' })).toBe(here);
  expect(asked).toHaveLength(1);
  const there = documentOf({ url, adminUrl: 'http://localhost:4001' });
  expect(asked).toHaveLength(2);
  expect(JSON.stringify(here)).not.toContain('http://localhost:4001');
  expect(JSON.stringify(there)).toContain('http://localhost:4001');
  expect(JSON.stringify(there)).not.toContain('http://127.0.0.1:4001');
  expect(JSON.stringify(documentOf({ url: 'https://other.example.com', adminUrl: 'http://localhost:4001' }))).not.toContain(url);
});
