/** The part of a form that makes or shows a passkey: its button, which a script brings to life, and what is said where none comes of it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Texts } from '../../texts/texts.ts';
import { Button, type ButtonProps } from '../parts/button.tsx';
import { HiddenField } from '../parts/form.tsx';

/** The field that holds what the browser answered, as JSON; '' where the server would not begin. */
export const credentialField = 'passkey';

export interface PasskeyCeremonyProps extends Pick<ButtonProps, 'kind' | 'size'> {
  readonly texts: Texts;
  readonly action: 'create' | 'get';
  /** Answers POST with what the browser is to be asked for. */
  readonly optionsPath: string;
  /** True where the browser may also suggest passkeys in a field with `autocomplete="… webauthn"`. */
  readonly isOffered?: boolean;
  /** What the button says. */
  readonly button: string;
}

/** One of a form, as its last part; the page names the script `passkey`. */
export function PasskeyCeremony({ texts, action, optionsPath, isOffered, button, ...look }: PasskeyCeremonyProps): JSX.Element {
  const { needsScript, unsupported, cancelled, known, unable, wrongSite, failed } = texts.passkeys.ceremony;
  return (
    <>
      <div
        class="ceremony"
        data-passkey={action}
        data-options={optionsPath}
        {...(isOffered === true ? { 'data-offered': '' } : {})}
        data-cancelled={cancelled}
        data-known={known}
        data-unable={unable}
        data-wrong-site={wrongSite}
        data-failed={failed}
      >
        <HiddenField name={credentialField} value="" />
        <p class="notice wrong" role="alert" hidden></p>
        <p class="soft" data-unsupported hidden>
          {unsupported}
        </p>
        <p class="soft without-script">{needsScript}</p>
      </div>
      <Button {...look} isHidden>
        {button}
      </Button>
    </>
  );
}
