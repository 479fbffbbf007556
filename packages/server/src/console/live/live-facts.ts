/** What a page shows and its script keeps up to date: one object, drawn by the server at first and sent again whenever it changes. */

export interface LiveFacts {
  /** Texts by the id of the place where they stand. */
  readonly texts: Readonly<Record<string, string>>;
  /** `d` of paths, by their id. */
  readonly paths: Readonly<Record<string, string>>;
  /** Rows of tables, each a list of cells, by the table's id. */
  readonly rows: Readonly<Record<string, readonly (readonly LiveCell[])[]>>;
}

/** A text, or more than that. */
export type LiveCell = string | DrawnCell;

export interface DrawnCell {
  readonly text: string;
  /** Stands below it, quietly. */
  readonly note?: string;
  /** Out of a hundred: drawn as a bar below it, for the eye alone. */
  readonly share?: number;
  /** True where somebody should look at it. */
  readonly isAlarm?: boolean;
}
