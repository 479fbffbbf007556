/** What each administrative act does, and what the audit log says of it. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminScopes } from '../../src/admin/admin-scope.ts';
import { operationTable } from '../../src/admin/operation-table.ts';
import { type AdminWorld, type Answer, password, startAdminWorld } from '../support/admin-caller.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';

describe('operations', () => {
  const stopLater = stopAfterwards();
  let world: AdminWorld;
  let key = '';
  let people = 0;
  let email = '';
  let subject = '';

  beforeAll(async () => {
    world = await startAdminWorld();
    stopLater(() => world.stop());
    key = await world.keyFor(...adminScopes);
  });

  beforeEach(async () => {
    people += 1;
    email = `person-${people}@example.com`;
    subject = await world.signUp(email);
  });

  const get = (path: string): Promise<Answer> => world.call('GET', path, key);
  const post = (path: string, body: unknown = {}): Promise<Answer> => world.call('POST', path, key, { body });
  const signIn = (): Promise<Response> =>
    fetch(`${world.server.address}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, mode: 'token' }),
    });
  /** The newest events about the person, by the server's own node. */
  const events = async (): Promise<unknown> => (await get(`/admin/audit?subject=${subject}&order=oldest`)).body['events'];
  const mailKinds = async (): Promise<unknown> =>
    ((await get('/admin/outbox')).body['mails'] as { readonly to: string; readonly kind: string }[])
      .filter(({ to }) => to === email)
      .map(({ kind }) => kind);
  const actor = (): string => `api-key:${key.slice(6, 22)}`;

  it('disable an account, tell its owner, and enable it again; the log has the actor and the reason', async () => {
    const token = ((await (await signIn()).json()) as Readonly<Record<string, string>>)['access_token'] ?? '';
    expect((await post(`/admin/users/${subject}/disable`)).body['code']).toBe('request_malformed');
    expect((await post(`/admin/users/${subject}/disable`, { reason: 'left the company' })).status).toBe(204);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${world.server.address}/auth/session`, { headers })).status).toBe(401);
    expect((await signIn()).status).toBe(401);
    await expect.poll(mailKinds).toContain('account-disabled');
    expect(await get(`/admin/users/${subject}`)).toMatchObject({ status: 200, body: { user: { isDisabled: true } } });
    expect((await post(`/admin/users/${subject}/reset-link`)).body['code']).toBe('account_disabled');
    expect((await post(`/admin/users/${subject}/second-factor/end`, { reason: 'x' })).body['code']).toBe('account_disabled');
    expect((await post(`/admin/users/${subject}/enable`)).status).toBe(204);
    expect((await signIn()).status).toBe(200);
    expect(await events()).toMatchObject([
      { kind: 'account.signed_up' },
      { kind: 'sign_in.succeeded' },
      { kind: 'account.disabled', actor: actor() },
      { kind: 'session.ended', actor: actor(), facts: { reason: 'account_disabled' } },
      {
        kind: 'admin.acted',
        actor: actor(),
        address: expect.any(String),
        facts: { operation: 'users.disable', reason: 'left the company' },
      },
      { kind: 'sign_in.failed', facts: { reason: 'account_disabled' } },
      { kind: 'account.enabled', actor: actor() },
      { kind: 'admin.acted', facts: { operation: 'users.enable' } },
      { kind: 'sign_in.succeeded' },
    ]);
  });

  it('mail the link to a new password, and nobody else sees it', async () => {
    const answer = await post(`/admin/users/${subject}/reset-link`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    await expect.poll(mailKinds).toContain('reset-password');
  });

  it('make an account for somebody, who chooses the password by the link', async () => {
    const made = await post('/admin/users', { email: 'New.Person@example.com' });
    expect(made).toMatchObject({ status: 200, body: { email: 'new.person@example.com', hasPassword: false, isEmailVerified: false } });
    email = 'new.person@example.com';
    await expect.poll(mailKinds).toEqual(['invitation']);
    expect(await post('/admin/users', { email })).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(await post('/admin/users', { email: 'no address' })).toMatchObject({ status: 400, body: { code: 'email_invalid' } });
    expect((await post('/admin/users', { email: 'silent@example.com', sendsLink: false })).status).toBe(200);
    const { mails } = (await get('/admin/outbox')).body as { readonly mails: readonly { readonly id: string; readonly to: string }[] };
    expect(mails.some(({ to }) => to === 'silent@example.com')).toBe(false);
    const mail = await get(`/admin/outbox/${mails.find(({ to }) => to === email)?.id}`);
    expect(mail).toMatchObject({ status: 200, body: { text: expect.stringContaining('/invitation?token=') } });
  });

  it('mail another invitation to somebody who has no password, and to nobody who has one', async () => {
    const made = await post('/admin/users', { email: 'late.person@example.com', sendsLink: false });
    email = 'late.person@example.com';
    const path = `/admin/users/${String(made.body['subject'])}/invitation`;
    expect(await post(path)).toMatchObject({ status: 204, text: '' });
    await expect.poll(mailKinds).toEqual(['invitation']);
    expect(await post(`/admin/users/${subject}/invitation`)).toMatchObject({ status: 409, body: { code: 'data_conflict' } });
    expect(await post('/admin/users/nobody/invitation')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await post(`/admin/users/${String(made.body['subject'])}/disable`, { reason: 'not yet' });
    expect(await post(path)).toMatchObject({ status: 409, body: { code: 'account_disabled' } });
  });

  it('end every second factor of an owner who has lost them, and mail the link', async () => {
    expect((await signIn()).status).toBe(200);
    expect((await post(`/admin/users/${subject}/second-factor/end`, { reason: 'lost the phone' })).status).toBe(204);
    expect(await get(`/admin/users/${subject}`)).toMatchObject({ body: { user: { hasPassword: false } } });
    await expect.poll(mailKinds).toContain('reset-password');
    expect(await events()).toMatchObject([
      ...[{ kind: 'account.signed_up' }, { kind: 'sign_in.succeeded' }],
      { kind: 'session.ended', actor: actor() },
      { kind: 'password.removed', actor: actor() },
      expect.objectContaining({ kind: expect.stringMatching(/admin\.acted|password\.reset_asked/) as string }),
      expect.objectContaining({ kind: expect.stringMatching(/admin\.acted|password\.reset_asked/) as string }),
    ]);
  });

  it('export what is kept about an account, and delete it', async () => {
    const exported = await get(`/admin/users/${subject}/export`);
    expect(exported.headers.get('content-type')).toBe('application/json');
    expect(exported.body).toMatchObject({
      format: 1,
      account: { email },
      activity: [{ kind: 'account.signed_up' }, { kind: 'account.exported', actor: actor() }],
    });
    expect((await post(`/admin/users/${subject}/delete`, { reason: 'asked by mail' })).status).toBe(204);
    expect((await get(`/admin/users/${subject}`)).status).toBe(404);
    expect((await post(`/admin/users/${subject}/delete`, { reason: 'again' })).status).toBe(404);
    expect(await events()).toMatchObject([{}, {}, { kind: 'account.deleted', actor: actor() }, { kind: 'admin.acted' }]);
  });

  it('define roles, give and take them, and replace grants', async () => {
    expect(await post('/admin/roles', { role: 'editor', permissions: ['post:write'] })).toMatchObject({
      status: 200,
      body: { accounts: 0 },
    });
    expect(await post(`/admin/users/${subject}/roles/assign`, { role: 'editor' })).toMatchObject({ body: { roles: ['editor'] } });
    expect((await get(`/admin/users/${subject}`)).body).toMatchObject({ effectivePermissions: ['post:write'] });
    expect(await get('/admin/roles')).toMatchObject({
      body: { roles: expect.arrayContaining([{ name: 'editor', permissions: ['post:write'], isDeclared: false, isSettled: true }]) },
    });
    expect(await post(`/admin/users/${subject}/grants`, { permissions: ['a', 'b'] })).toMatchObject({
      body: { roles: ['editor'], permissions: ['a', 'b'] },
    });
    expect(await post(`/admin/users/${subject}/roles/unassign`, { role: 'editor' })).toMatchObject({ body: { roles: [] } });
    expect((await post(`/admin/users/${subject}/roles/assign`, { role: 'nothing' })).status).toBe(400);
    expect((await post('/admin/roles', { role: 'gemel:administrator', permissions: ['gemel:admin'] })).status).toBe(400);
    expect(await post('/admin/roles/remove', { role: 'editor', reason: 'no longer' })).toMatchObject({ body: { accounts: 0 } });
    expect((await post('/admin/roles/remove', { role: 'editor', reason: 'no longer' })).status).toBe(404);
    expect(await events()).toMatchObject([
      {},
      ...[1, 2, 3].flatMap(() => [{ kind: 'grants.changed', actor: actor() }, { kind: 'admin.acted' }]),
    ]);
  });

  it('list the keys, let the next one sign, and retire one', async () => {
    type Listed = readonly { readonly kid: string; readonly state: string }[];
    const before = (await get('/admin/keys')).body['keys'] as Listed;
    expect(before.map(({ state }) => state)).toEqual(['next', 'active']);
    const { body } = await post('/admin/keys/rotate');
    expect(body['kid']).toBe(before[0]?.kid);
    const after = (await get('/admin/keys')).body['keys'] as Listed;
    expect(after.map(({ state }) => state)).toEqual(['next', 'active', 'former']);
    expect(await post(`/admin/keys/${before[1]?.kid}/retire`, { reason: 'it leaked' })).toMatchObject({
      status: 200,
      body: { reach: expect.stringMatching(/applied|bounded/), tookMs: expect.any(Number) },
    });
    expect(((await get('/admin/keys')).body['keys'] as Listed).map(({ kid }) => kid)).not.toContain(before[1]?.kid);
    expect((await post('/admin/keys/nothing/retire', { reason: 'x' })).status).toBe(404);
  });

  it('make, rotate and revoke API keys, and show each but this once', async () => {
    const made = await post('/admin/api-keys', { name: 'backup', scopes: ['users:read'], validFor: 3600 });
    const { key: shown, text } = made.body as { readonly key: { readonly id: string }; readonly text: string };
    expect((await world.call('GET', '/admin/users', text)).status).toBe(200);
    const rotated = await post(`/admin/api-keys/${shown.id}/rotate`, { overlap: 0 });
    expect((await world.call('GET', '/admin/users', text)).status).toBe(401);
    expect((await world.call('GET', '/admin/users', String(rotated.body['text']))).status).toBe(200);
    expect((await post(`/admin/api-keys/${shown.id}/revoke`, { reason: 'done' })).status).toBe(204);
    expect((await post(`/admin/api-keys/${shown.id}/revoke`, { reason: 'done' })).status).toBe(404);
    const list = await get('/admin/api-keys');
    expect(list.body['apiKeys']).toContainEqual(expect.objectContaining({ id: shown.id, revokedAt: expect.any(Number) }));
    expect(list.text).not.toContain(text.slice(-43));
  });

  it('export the audit log as lines of JSON', async () => {
    const { text, headers } = await get(`/admin/audit/export?subject=${subject}`);
    expect(headers.get('content-type')).toBe('application/jsonl');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([expect.objectContaining({ kind: 'account.signed_up', time: expect.stringMatching(/Z$/) as string })]);
  });

  it('show the nodes, and which of them answers', async () => {
    const { body } = await get('/admin/fleet');
    expect(body).toMatchObject({ maxStaleness: 5, store: 'ok', feed: { isFresh: true, partitions: { total: 1, fresh: 1 } } });
    const nodes = body['nodes'] as readonly { readonly isThisOne: boolean }[];
    expect(nodes.filter(({ isThisOne }) => isThisOne)).toHaveLength(1);
    expect(nodes).toHaveLength(2);
  });

  it('refuse a body that is no JSON object, is too large, of another type, or holds something twice or unknown', async () => {
    const path = `/admin/users/${subject}/disable`;
    const codeOf = async (body: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> =>
      (await world.call('POST', path, key, { body, headers })).body['code'];
    expect(await codeOf('[]')).toBe('request_malformed');
    expect(await codeOf('{"reason":')).toBe('request_malformed');
    expect(await codeOf('{"reason":"a","reason":"b"}')).toBe('request_malformed');
    expect(await codeOf('{"reason":"a","\\u0072eason":"b"}')).toBe('request_malformed');
    expect(await codeOf('{"reason":"a","subject":"b"}')).toBe('request_malformed');
    expect(await codeOf('{"reason":"a","other":1}')).toBe('request_malformed');
    expect(await codeOf('{"reason":"a","__proto__":{}}')).toBe('request_malformed');
    expect(await codeOf('{"reason":"line\\nbreak"}')).toBe('request_malformed');
    expect(await codeOf(JSON.stringify({ reason: `leaked ${key}` }))).toBe('request_malformed');
    expect(await codeOf(JSON.stringify({ reason: 'x'.repeat(201) }))).toBe('request_malformed');
    expect(await codeOf(JSON.stringify({ reason: 'x'.repeat(20_000) }))).toBe('request_too_large');
    expect(await codeOf('reason=a', { 'content-type': 'application/x-www-form-urlencoded' })).toBe('media_type_unsupported');
    expect(await codeOf('{"reason":"a"}', { 'content-encoding': 'gzip' })).toBe('media_type_unsupported');
    expect(await codeOf(`{"reason":${'['.repeat(8000)}${']'.repeat(8000)}}`)).toBe('request_malformed');
    expect((await world.call('POST', `${path}?reason=a`, key, { body: {} })).body['code']).toBe('request_malformed');
    expect((await get(`/admin/users/${subject}`)).body).toMatchObject({ user: { isDisabled: false } });
  });

  it('take a reason wherever sessions, keys or accounts end', () => {
    const ending = operationTable.filter(({ name }) => /\.(disable|delete|remove|retire|revoke|end)/.test(name));
    expect(ending.length).toBeGreaterThan(5);
    for (const { name, input } of ending) {
      const given = { subject: 'x', sid: 'A'.repeat(22), kid: 'x', id: '0'.repeat(16), role: 'x' };
      const shape = input.safeParse({ ...given });
      const asked = shape.error?.issues.filter(({ path }) => path[0] === 'reason');
      expect(asked?.length, name).toBe(1);
    }
  });
});
