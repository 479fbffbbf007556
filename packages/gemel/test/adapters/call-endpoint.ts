/** Calls that many cases make. */
import type { Credentials, Host } from './host.ts';
import type { Answer } from './http-client.ts';

export const sameOrigin = ['sec-fetch-site', 'same-origin'] as const;
export const formType = ['content-type', 'application/x-www-form-urlencoded'] as const;
export const jsonType = ['content-type', 'application/json'] as const;
export type Header = readonly [string, string];

export const form = (
  { call }: Host,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: readonly Header[] = [],
): Promise<Answer> => call('POST', path, { headers: [formType, ...headers], body: new URLSearchParams(fields).toString() });
export const json = ({ call }: Host, path: string, fields: unknown, headers: readonly Header[] = []): Promise<Answer> =>
  call('POST', path, { headers: [jsonType, ...headers], body: JSON.stringify(fields) });
export const isAlive = async ({ call }: Host, { cookie }: Credentials): Promise<boolean> =>
  (await call('GET', '/me', { headers: [cookie] })).status === 200;
