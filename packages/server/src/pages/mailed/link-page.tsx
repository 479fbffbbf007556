/** The page that a mailed link opens: it says what the link does, and its button does it. To open it changes nothing: mail servers' scanners do. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { DoorPage } from '../door/door-page.tsx';
import type { Frame } from '../layout.tsx';
import { Button, LinkButton } from '../parts/button.tsx';
import { Form, HiddenField } from '../parts/form.tsx';

export interface LinkPageProps {
  readonly frame: Frame;
  /** Where the link leads, and where its form goes. */
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly token: string;
  readonly button: string;
  readonly fault?: string | undefined;
  /** Further fields. */
  readonly children?: Child;
}

export function LinkPage({ frame, path, title, lead, token, button, fault, children }: LinkPageProps): JSX.Element {
  return (
    <DoorPage frame={frame} path={path} title={title} lead={lead}>
      <Form action={path} fault={fault}>
        <HiddenField name="token" value={token} />
        {children}
        <Button size="full">{button}</Button>
      </Form>
    </DoorPage>
  );
}

export interface VoidLinkPageProps {
  readonly frame: Frame;
  readonly path: string;
  /** Where another one can be had. */
  readonly again: { readonly href: string; readonly text: string };
}

/** For a link that was used, is too old, or never was one: nobody learns which. */
export function VoidLinkPage({ frame, path, again }: VoidLinkPageProps): JSX.Element {
  const { mailed } = frame.texts;
  return (
    <DoorPage frame={frame} path={path} title={mailed.voidTitle} lead={mailed.voidLead}>
      <LinkButton href={again.href} size="full">
        {again.text}
      </LinkButton>
    </DoorPage>
  );
}
