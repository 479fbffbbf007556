/** Leads to the other ways that an account has, below the form of one. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Texts } from '../../texts/texts.ts';
import { LinkButton } from '../parts/button.tsx';

export interface OtherWaysProps {
  readonly texts: Texts;
  readonly others: readonly { readonly text: string; readonly href: string }[];
}

export function OtherWays({ texts: { door }, others }: OtherWaysProps): JSX.Element | null {
  if (others.length === 0) return null;
  return (
    <>
      <p class="or">{door.or}</p>
      <div class="ways">
        {others.map(({ text, href }) => (
          <LinkButton href={href} kind="quiet" size="full">
            {text}
          </LinkButton>
        ))}
      </div>
    </>
  );
}
