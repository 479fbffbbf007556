/** A table of the console: rules between rows, and on a phone each row a block whose cells say what they are. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface ConsoleRow {
  /** The first names the row. */
  readonly cells: readonly Child[];
  /** The id of the session that the row is about, for the page's script. */
  readonly session?: string;
}

export interface ConsoleTableProps {
  /** The id of what the table is called. */
  readonly labelledBy: string;
  readonly columns: readonly string[];
  readonly rows: readonly ConsoleRow[];
  /** Stands in place of rows. */
  readonly none: string;
}

export function ConsoleTable({ labelledBy, columns, rows, none }: ConsoleTableProps): JSX.Element {
  if (rows.length === 0) return <p class="none soft">{none}</p>;
  return (
    <table class="grid stacks" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells: [name, ...cells], session }) => (
          <tr {...(session === undefined ? {} : { 'data-session': session })}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td data-label={columns[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
