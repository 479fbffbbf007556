/** The page of a mailed link to a password: of one that was forgotten, or of the first. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { AccountInvitations, PasswordReset } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import type { LinkTexts } from '../../texts/mailed-texts.ts';
import type { NoticeName } from '../../texts/notice-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import type { DoorCall, DoorRoutes } from '../door/way-in.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { LinkPage, VoidLinkPage } from '../mailed/link-page.tsx';
import { frameFor, readFields } from '../page-context.ts';
import { Field } from '../parts/field.tsx';
import { AccountName } from '../parts/form.tsx';
import { forgotPath } from './forgot-path.ts';

export interface PasswordLinkPage extends Pick<PasswordReset, 'look'> {
  /** As the messages have it. */
  readonly path: string;
  readonly texts: (texts: Texts) => LinkTexts;
  /** At the door, once the password is set. */
  readonly notice: NoticeName;
  readonly complete: PasswordReset['complete'] | AccountInvitations['accept'];
}

interface LinkFacts {
  readonly token: string;
  readonly email: string;
  readonly fault?: FormFault;
}

export function addPasswordLinkRoutes(
  { app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>,
  { path, texts: textsOf, notice, look, complete }: PasswordLinkPage,
): void {
  app.get(
    path,
    handle(async (call) => {
      const token = call.context.req.query('token') ?? '';
      const shown = await look(token);
      return shown === undefined ? drawVoid(call) : call.context.html(draw(call, { token, ...shown }));
    }),
  );

  app.post(
    path,
    handle(async (call) => {
      const { context, texts } = call;
      const { token, password } = await readFields(context, ['token', 'password']);
      const shown = await look(token);
      if (shown === undefined) return drawVoid(call);
      const client = services.auth.clientFacts(context.env.incoming);
      try {
        const chosen = await outcomeOf(complete({ token, newPassword: password, client }), { ...services, context, texts });
        if (chosen.fault !== undefined) return await context.html(draw(call, { token, ...shown, fault: chosen.fault }), chosen.status);
      } catch (error) {
        // Somebody else was faster.
        if (error instanceof GemelError && error.code === 'link_void') return drawVoid(call);
        throw error;
      }
      return context.redirect(`/sign-in?notice=${notice}`, 303);
    }),
  );

  function draw({ context, texts }: DoorCall, { token, email, fault }: LinkFacts): JSX.Element {
    const { title, lead, button } = textsOf(texts);
    const page = { path, title, lead: lead(email), token, button };
    return (
      <LinkPage frame={frameFor(context, services)} {...page} fault={faultAt(fault)}>
        <AccountName name={email} />
        <Field
          name="password"
          type="password"
          label={texts.password.next}
          autocomplete="new-password"
          hint={texts.password.hint(services.minPasswordLength)}
          fault={faultAt(fault, 'password')}
          hasFocus
        />
      </LinkPage>
    );
  }

  function drawVoid({ context, texts }: DoorCall): Response | Promise<Response> {
    const again = { href: forgotPath, text: texts.mailed.forgotPassword.again };
    return context.html(<VoidLinkPage frame={frameFor(context, services)} path={path} again={again} />, 400);
  }
}
