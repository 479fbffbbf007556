/** The forms that add, rename and remove a passkey. What they need a recent proof for, the accounts ask for themselves. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { GemelError } from '@gemel/protocol';
import type { AccountCall, PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { endOthersField, endOthersIfAsked } from '../account/end-others.tsx';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { credentialField } from './passkey-ceremony.tsx';
import type { PasskeysFault } from './passkeys-panel.tsx';
import { passkeysPath } from './passkeys-path.ts';

const onePath = `${passkeysPath}/:id{[A-Za-z0-9_-]+}`;

/** @param draw draws the panel with what was wrong */
export function addPasskeysRoutes(
  { app, services, path, signedIn, show, done }: PanelRoutes,
  draw: (call: AccountCall, wrong: PasskeysFault) => Promise<JSX.Element>,
): void {
  const { passkeys } = services.accounts;
  const idOf = ({ context }: AccountCall): string => context.req.param('id') ?? '';

  app.post(
    passkeysPath,
    signedIn(async (call) => {
      const fields = await readFields(call.context, [credentialField, 'name', endOthersField]);
      const { [credentialField]: credential, name, [endOthersField]: endOthers } = fields;
      const added = await outcomeOf(add(call, credential, name), { ...services, context: call.context, texts: call.texts });
      if (added.fault !== undefined) return show(call, await draw(call, { fault: added.fault }), added.status);
      await endOthersIfAsked(call, endOthers);
      return done(call, 'passkey-added');
    }),
  );

  app.post(
    `${onePath}/rename`,
    signedIn(async (call) => {
      const { name } = await readFields(call.context, ['name']);
      if (!(await passkeys.rename(askingOf(call), idOf(call), name))) throw new GemelError('not_found');
      return done(call, 'passkey-renamed');
    }),
  );

  app.post(
    `${onePath}/remove`,
    signedIn(async (call) => {
      const { [endOthersField]: endOthers } = await readFields(call.context, [endOthersField]);
      const id = idOf(call);
      const removed = await outcomeOf(passkeys.remove(askingOf(call), id), { ...services, context: call.context, texts: call.texts });
      if (removed.fault !== undefined) return show(call, await draw(call, { fault: removed.fault, id }), removed.status);
      if (!removed.value) throw new GemelError('not_found');
      await endOthersIfAsked(call, endOthers);
      return done(call, 'passkey-removed');
    }),
  );

  for (const form of [passkeysPath, `${onePath}/rename`, `${onePath}/remove`]) app.get(form, (context) => context.redirect(path, 303));

  async function add(call: AccountCall, credential: string, name: string): Promise<void> {
    // The page's script sends nothing where the server would not begin: what it would not begin for is said here.
    if (credential === '') await passkeys.beginRegistration(askingOf(call));
    if (credential === '') throw new GemelError('passkey_not_added');
    await passkeys.confirmRegistration(askingOf(call), { credential, name });
  }
}
