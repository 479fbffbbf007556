/** A button for each provider, each a form of its own. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ProviderChoice } from '@gemel/accounts';
import type { Texts } from '../../texts/texts.ts';
import { withNext } from '../door/way-in.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';

export interface ProviderButtonsProps {
  readonly texts: Texts;
  readonly choices: readonly ProviderChoice[];
  readonly next: string | undefined;
  /** True where the person has to authenticate there anew. */
  readonly isAgain?: boolean;
  readonly fault?: string | undefined;
}

export function ProviderButtons({ texts: { providers }, choices, next, isAgain = false, fault }: ProviderButtonsProps): JSX.Element {
  return (
    <div class="stack">
      {fault === undefined ? null : <Notice kind="wrong">{fault}</Notice>}
      {choices.map(({ name, label }) => (
        <Form action={withNext(`/sign-in/with/${name}${isAgain ? '?again=1' : ''}`, next)}>
          <Button kind="quiet" size="full">
            {providers.continueWith(label)}
          </Button>
        </Form>
      ))}
    </div>
  );
}
