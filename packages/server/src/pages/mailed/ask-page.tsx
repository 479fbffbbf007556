/** The page that asks for an e-mail address, to which something is mailed then: the same for every address. ASVS 6.3.8 */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { DoorPage } from '../door/door-page.tsx';
import { faultAt, type FormFault } from '../form-fault.ts';
import type { Frame } from '../layout.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';

export interface AskPageProps {
  readonly frame: Frame;
  readonly path: string;
  /** Where the form goes: the path, and what it keeps. */
  readonly action: string;
  readonly texts: { readonly title: string; readonly lead: string; readonly button: string };
  /** What has just been done. */
  readonly notice: string | undefined;
  readonly email: string;
  readonly fault: FormFault | undefined;
  readonly back: { readonly question: string; readonly href: string; readonly text: string };
}

export function AskPage({ frame, path, action, texts, notice, email, fault, back }: AskPageProps): JSX.Element {
  return (
    <DoorPage frame={frame} path={path} title={texts.title} lead={texts.lead} notice={notice} elsewhere={back}>
      <Form action={action} fault={faultAt(fault)}>
        <Field
          name="email"
          type="email"
          label={frame.texts.door.email}
          autocomplete="username"
          value={email}
          fault={faultAt(fault, 'email')}
          hasFocus={notice === undefined}
        />
        <Button size="full">{texts.button}</Button>
      </Form>
    </DoorPage>
  );
}
