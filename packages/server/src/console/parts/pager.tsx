/** Leads to the next page of a list, and back to its beginning, with what was asked for. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { ButtonRow, LinkButton } from '../../pages/parts/button.tsx';
import type { ConsoleCall } from '../console-context.ts';

export interface PagerProps {
  readonly call: ConsoleCall;
  readonly path: string;
  /** What was asked for. */
  readonly query: Readonly<Record<string, string>>;
  /** Where this page began; undefined for the first. */
  readonly after: string | undefined;
  /** Undefined or null behind the last. */
  readonly next: string | null | undefined;
}

export function Pager({ call, path, query, after, next }: PagerProps): JSX.Element | null {
  const { pager } = call.texts.console.frame;
  const hasNext = next !== undefined && next !== null;
  if (!hasNext && after === undefined) return null;
  const pathOf = (more: Readonly<Record<string, string>>): string => {
    const text = new URLSearchParams({ ...query, ...more }).toString();
    return text === '' ? path : `${path}?${text}`;
  };
  return (
    <nav aria-label={pager.label}>
      <ButtonRow>
        {after === undefined ? null : (
          <LinkButton kind="quiet" size="small" href={pathOf({})}>
            {pager.first}
          </LinkButton>
        )}
        {hasNext ? (
          <LinkButton kind="quiet" size="small" href={pathOf({ after: next })}>
            {pager.next}
          </LinkButton>
        ) : null}
      </ButtonRow>
    </nav>
  );
}
