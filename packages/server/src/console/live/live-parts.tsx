/** The places on a page that its script keeps up to date. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { LiveCell, LiveFacts } from './live-facts.ts';

interface PlaceProps {
  readonly facts: LiveFacts;
  readonly id: string;
}

export function LiveText({ facts, id }: PlaceProps): JSX.Element {
  return <span data-live-text={id}>{facts.texts[id] ?? ''}</span>;
}

export function LivePath({ facts, id, kind }: PlaceProps & { readonly kind: string }): JSX.Element {
  return <path class={kind} data-live-path={id} d={facts.paths[id] ?? ''} vector-effect="non-scaling-stroke" />;
}

export interface LiveTableProps extends PlaceProps {
  /** The id of what the table is called. */
  readonly labelledBy: string;
  readonly columns: readonly string[];
  /** Stands in place of rows. */
  readonly none: string;
}

/** The first column names the row; the others are numbers, or short words. */
export function LiveTable({ facts, id, labelledBy, columns, none }: LiveTableProps): JSX.Element {
  const rows = facts.rows[id] ?? [];
  return (
    <table class="grid stacks" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody data-live-rows={id} data-none={none}>
        {rows.length === 0 ? (
          <tr>
            <td class="soft" colspan={columns.length}>
              {none}
            </td>
          </tr>
        ) : (
          rows.map(([name, ...cells]) => (
            <tr>
              <th scope="row">{name === undefined ? null : <Cell cell={name} />}</th>
              {cells.map((cell, index) => (
                <td data-label={columns[index + 1]}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))
        )}
      </tbody>
    </table>
  );
}

/** The script draws the same, see `make` in `console.js`. */
function Cell({ cell }: { readonly cell: LiveCell }): JSX.Element {
  if (typeof cell === 'string') return <>{cell}</>;
  const { text, note, share, isAlarm = false } = cell;
  return (
    <span class={isAlarm ? 'cell alarm' : 'cell'}>
      {text}
      {note === undefined ? null : <small>{note}</small>}
      {share === undefined ? null : (
        <svg class="level" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path d="M0 2H100" />
          <path d={`M0 2H${share}`} />
        </svg>
      )}
    </span>
  );
}
