/** How each act of the console is done by keyboard: where it stands, what is opened and filled in, what is pressed, and what the page says then. */
import type { Page } from 'playwright-core';
import type { ConsoleRoute } from '../../../src/console/console-route.ts';
import { type InProcessServer, visit } from '../../support/in-process-server.ts';
import { administratorOf } from './administrator-cookies.ts';
import { password } from './enter-console.ts';
import { signUp, subjectOf } from './second-administrator.ts';

export interface KeyboardAct {
  /** The area, as the navigation names it. */
  readonly area: 'Users' | 'Sessions' | 'Roles' | 'Signing keys' | 'API keys';
  /** Where set, the act stands on the page of somebody who was made for it, and who has signed up unless invited. */
  readonly isOfPerson?: true | 'invited';
  /** What has to be there before. */
  readonly prepare?: (server: InProcessServer, email: string) => Promise<unknown>;
  /** The item of a list that it stands in, by a text in it. */
  readonly item?: string;
  /** Where set, the item is that of somebody who was made for it. */
  readonly isOfList?: true;
  /** What opens the question. */
  readonly opener?: string;
  /** Texts by the labels of the fields they are typed into; a choice is made by typing as well. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Labels of what is ticked. */
  readonly ticked?: readonly string[];
  readonly button: string;
  /** What the page says afterwards. */
  readonly says: string;
}

const Reason = 'asked for by its owner';
const ended = 'Every node refuses';

const acts: Readonly<Record<string, KeyboardAct>> = {
  'POST /console/users': {
    ...{ area: 'Users', opener: 'Add an account', fields: { 'E-mail address': 'typed@example.com' } },
    ...{ button: 'Add and send the link', says: 'The account is there' },
  },
  'POST /console/users/:subject/reset-link': {
    ...{ area: 'Users', isOfPerson: true, button: 'Mail a link to a new password', says: 'The link is on its way' },
  },
  'POST /console/users/:subject/invitation': {
    ...{ area: 'Users', isOfPerson: 'invited', button: 'Mail another invitation', says: 'The invitation is on its way' },
  },
  'POST /console/users/:subject/disable': {
    ...{ area: 'Users', isOfPerson: true, opener: 'Disable the account', fields: { Reason } },
    ...{ button: 'Disable it', says: 'The account is disabled' },
  },
  'POST /console/users/:subject/enable': {
    ...{ area: 'Users', isOfPerson: true, button: 'Open the account again', says: 'The account is open again' },
    prepare: (server, email) => onPerson(server, email, 'disable', { reason: Reason }),
  },
  'POST /console/users/:subject/second-factor/end': {
    ...{ area: 'Users', isOfPerson: true, opener: 'Take every second factor away', fields: { Reason } },
    ...{ button: 'Take them away', says: 'Every second factor is gone' },
  },
  'POST /console/users/:subject/delete': {
    ...{ area: 'Users', isOfPerson: true, opener: 'Delete the account', fields: { Reason } },
    ...{ button: 'Delete it for good', says: 'The account is deleted' },
  },
  'POST /console/users/:subject/impersonate': {
    ...{ area: 'Users', isOfPerson: true, opener: 'Act as this person', fields: { Reason } },
    ...{ button: 'Prepare a link', says: 'It is good once, for a minute' },
  },
  'POST /console/users/:subject/roles/assign': {
    ...{ area: 'Users', isOfPerson: true, fields: { Role: 'gemel:administrator' }, button: 'Give', says: 'The role is given' },
  },
  'POST /console/users/:subject/roles/unassign': {
    ...{ area: 'Users', isOfPerson: true, button: 'Take away', says: 'The role is taken away' },
    prepare: (server, email) => onPerson(server, email, 'roles/assign', { role: 'gemel:administrator' }),
  },
  'POST /console/users/:subject/sessions/end': {
    ...{ area: 'Users', isOfPerson: true, opener: 'End all of them', fields: { Reason }, button: 'End all of them', says: ended },
    prepare: signIn,
  },
  'POST /console/sessions/:sid/end': {
    ...{ area: 'Sessions', isOfList: true, opener: 'End', fields: { Reason }, button: 'End it', says: ended },
    prepare: signIn,
  },
  'POST /console/sessions/end': {
    ...{ area: 'Sessions', opener: 'End the sessions of everybody', fields: { Reason }, button: 'Sign everybody out', says: ended },
  },
  'POST /console/roles': {
    ...{ area: 'Roles', fields: { Role: 'typed', Permissions: 'orders:read' }, button: 'Save', says: 'The role is saved' },
  },
  'POST /console/roles/remove': {
    ...{ area: 'Roles', item: 'unwanted', opener: 'Remove', fields: { Reason }, button: 'Remove it', says: 'The role is gone' },
    prepare: async (server) => (await administrator(server)).post('/console/roles', { role: 'unwanted', permissions: 'orders:read' }),
  },
  'POST /console/keys/rotate': { area: 'Signing keys', button: 'Rotate now', says: 'Another key signs from now on' },
  'POST /console/keys/retire': {
    ...{ area: 'Signing keys', item: 'signed before', opener: 'Retire', fields: { Reason }, button: 'Retire it at once', says: ended },
    prepare: async (server) => (await administrator(server)).post('/console/keys/rotate'),
  },
  'POST /console/api-keys': {
    ...{ area: 'API keys', fields: { Name: 'typed', 'Good for': '7 days' }, ticked: ['audit:read'] },
    ...{ button: 'Make the key', says: 'The key typed' },
  },
  'POST /console/api-keys/:id/rotate': {
    ...{ area: 'API keys', item: 'rotated', button: 'Rotate', says: 'It is shown this once' },
    prepare: (server) => makeApiKey(server, 'rotated'),
  },
  'POST /console/api-keys/:id/revoke': {
    ...{ area: 'API keys', item: 'revoked soon', opener: 'Revoke', fields: { Reason }, button: 'Revoke it', says: 'The key is revoked' },
    prepare: (server) => makeApiKey(server, 'revoked soon'),
  },
};

/** @throws Error for an act that has no row */
export function keyboardAct({ method, path }: ConsoleRoute): KeyboardAct {
  const act = acts[`${method} ${path}`];
  if (act === undefined) throw new Error(`say in keyboard-acts.ts how ${method} ${path} is done by keyboard`);
  return act;
}

/** Where the act stands: the item of the list, or the whole page. */
export function placeOf(page: Page, { item, isOfList }: KeyboardAct, email: string): ReturnType<Page['locator']> {
  const text = isOfList === true ? email : item;
  if (text === undefined) return page.locator('main');
  return page.locator('main li').filter({ hasText: text }).first();
}

/** Makes somebody whom the act is about. */
export async function makePerson(server: InProcessServer, { isOfPerson }: KeyboardAct, email: string): Promise<void> {
  if (isOfPerson === true) await signUp(server, email);
  if (isOfPerson === 'invited') await (await administrator(server)).post('/console/users', { email });
}

const administrator = async (server: InProcessServer) => (await administratorOf(server)).visitor;

async function onPerson(server: InProcessServer, email: string, act: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const visitor = await administrator(server);
  await visitor.post(`/console/users/${await subjectOf(visitor, email)}/${act}`, fields);
}

async function signIn(server: InProcessServer, email: string): Promise<void> {
  await signUp(server, email);
  await visit(server.url).post('/sign-in', { email, password });
}

async function makeApiKey(server: InProcessServer, name: string): Promise<void> {
  await (await administrator(server)).post('/console/api-keys', { name, 'scope-audit:read': 'on' });
}
