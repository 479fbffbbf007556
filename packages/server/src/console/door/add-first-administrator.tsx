/** The page of a one-time link that makes its holder an administrator: an account, a password, and then the second step like everybody's. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { GemelError } from '@gemel/protocol';
import { CredentialFields } from '../../pages/door/credential-fields.tsx';
import { faultAt, type FormFault } from '../../pages/form-fault.ts';
import { outcomeOf } from '../../pages/form-outcome.ts';
import { readFields } from '../../pages/page-context.ts';
import { Button, LinkButton } from '../../pages/parts/button.tsx';
import { Form, HiddenField } from '../../pages/parts/form.tsx';
import { CONSOLE_CLIENT } from '../console-client.ts';
import { consoleFrame } from '../console-context.ts';
import type { ConsoleDoorRoutes } from './add-console-door.tsx';
import { ConsoleDoorPage } from './console-door-page.tsx';
import { type ConsoleDoorCall, doorPath, invitationCookie } from './door-call.ts';
import { enter } from './enter.ts';

export const beginPath = '/console/begin';
/** Longer than anybody needs for an app and a code; the link itself ends when it ends. */
const lasts = 3600;

export function addFirstAdministrator({ app, services, handle }: ConsoleDoorRoutes): void {
  const { accounts } = services;
  const mustConfirm = accounts.emailVerification?.isRequired === true;

  app.get(
    beginPath,
    handle(async (call) => {
      const token = call.context.req.query('token') ?? '';
      return (await accounts.invitations.look(token)) ? call.context.html(draw(call, { token, email: '' })) : drawVoid(call);
    }),
  );

  app.post(
    beginPath,
    handle(async (call) => {
      const { context, texts } = call;
      const { token, email, password } = await readFields(context, ['token', 'email', 'password']);
      if (!(await accounts.invitations.look(token))) return drawVoid(call);
      const client = services.auth.clientFacts(context.env.incoming);
      // Where the address has an account already, its own password decides.
      const signUpAndIn = async () => {
        if ((await accounts.findByEmail(email)) === undefined) {
          await accounts.signUp({ email, password, client });
          // A sign-in would fail, and mail another link, which voids the one that has just been mailed.
          if (mustConfirm) throw new GemelError('sign_in_failed');
        }
        return accounts.signIn({ email, password, client, clientId: CONSOLE_CLIENT });
      };
      const signedIn = await outcomeOf(signUpAndIn(), { ...services, context, texts });
      if (signedIn.fault !== undefined)
        return context.html(draw(call, { token, email, fault: withHint(call, signedIn.fault) }), signedIn.status);
      // Used up where the second factor is right: whoever breaks off can begin again.
      invitationCookie.give(context, services, token, lasts);
      return enter(call, signedIn.value);
    }),
  );

  /** A new account whose address has to be confirmed first looks as if its password were wrong. */
  function withHint({ texts }: ConsoleDoorCall, fault: FormFault): FormFault {
    const isDue = mustConfirm && fault.field === undefined;
    return isDue ? { ...fault, message: `${fault.message} ${texts.console.door.beginUnconfirmed}` } : fault;
  }

  function draw(
    { context, texts }: ConsoleDoorCall,
    { token, email, fault }: { readonly token: string; readonly email: string; readonly fault?: FormFault },
  ): JSX.Element {
    const { door } = texts.console;
    return (
      <ConsoleDoorPage frame={consoleFrame(context, services)} title={door.beginTitle} lead={door.beginLead}>
        <Form action={beginPath} fault={faultAt(fault)}>
          <HiddenField name="token" value={token} />
          <CredentialFields texts={texts} email={email} fault={fault} passwordHint={door.beginHint(services.minPasswordLength)} />
          <Button size="full">{door.beginButton}</Button>
        </Form>
      </ConsoleDoorPage>
    );
  }

  /** For a link that was used, is too old, or never was one: nobody learns which. */
  function drawVoid({ context, texts: { mailed, console: texts } }: ConsoleDoorCall): Response | Promise<Response> {
    const page = (
      <ConsoleDoorPage frame={consoleFrame(context, services)} title={mailed.voidTitle} lead={texts.door.beginVoid}>
        <LinkButton href={doorPath} size="full">
          {texts.door.title}
        </LinkButton>
      </ConsoleDoorPage>
    );
    return context.html(page, 400);
  }
}
