/** What the reference of the API says around what the document says. */
export interface ReferenceTexts {
  readonly title: string;
  readonly lead: (version: string) => string;
  readonly asJson: string;
  /** The list of areas, for who hears it. */
  readonly areas: string;
  readonly places: Readonly<Record<'path' | 'query' | 'header' | 'body', string>>;
  /** What a schema allows, in few words. */
  readonly typeOf: (schema: Readonly<Record<string, unknown>>) => string;
  readonly member: (place: string, type: string, isRequired: boolean, what: string) => string;
  readonly shapeOf: (status: string) => string;
  /** Those that have a name, each once. */
  readonly schemas: string;
  readonly schemasLead: string;
  /** Opens the list of an area's pages. */
  readonly routes: (count: number) => string;
}
