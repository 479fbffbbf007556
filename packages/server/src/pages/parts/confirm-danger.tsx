/** Asks once more before something that cannot be undone: the first click only opens the question, without any script. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Button } from './button.tsx';
import { Form } from './form.tsx';

export interface ConfirmDangerProps {
  /** Opens the question. */
  readonly opener: string;
  /** What will be gone. */
  readonly warning: Child;
  readonly action: string;
  /** Does it. */
  readonly button: string;
  /** The id of what tells this question from others with the same text. */
  readonly describedBy?: string;
  readonly fault?: string | undefined;
  readonly isSmall?: boolean;
  /** Fields, such as the current password. */
  readonly children?: Child;
}

export function ConfirmDanger(props: ConfirmDangerProps): JSX.Element {
  const { opener, warning, action, button, describedBy, fault, isSmall, children } = props;
  return (
    <details class="confirm" open={fault !== undefined}>
      <summary
        class={isSmall === true ? 'button danger small' : 'button danger'}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      >
        {opener}
      </summary>
      <div class="question">
        <p>{warning}</p>
        <Form action={action} fault={fault}>
          {children}
          <Button kind="danger" {...(isSmall === true ? { size: 'small' as const } : {})}>
            {button}
          </Button>
        </Form>
      </div>
    </details>
  );
}
