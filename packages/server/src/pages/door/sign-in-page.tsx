/** The door: the first way to sign in, and below it the others. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Frame } from '../layout.tsx';
import { DoorPage } from './door-page.tsx';
import { withNext } from './way-in.ts';

export interface SignInPageProps {
  readonly frame: Frame;
  /** The ways that are offered, drawn. */
  readonly ways: readonly JSX.Element[];
  readonly next: string | undefined;
  readonly notice: string | undefined;
}

export function SignInPage({ frame, ways, next, notice }: SignInPageProps): JSX.Element {
  const { door } = frame.texts;
  const [first, ...others] = ways;
  return (
    <DoorPage
      frame={frame}
      path="/sign-in"
      title={door.signInTitle}
      lead={door.signInLead}
      notice={notice}
      elsewhere={{ question: door.isNew, href: withNext('/sign-up', next), text: door.toSignUp }}
    >
      {first}
      {others.length === 0 ? null : (
        <>
          <p class="or">{door.or}</p>
          <div class="ways">{others}</div>
        </>
      )}
    </DoorPage>
  );
}
