/** The OpenAPI document as a page that people read: no script, and nothing from elsewhere. */
import { raw } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Assets } from '../../pages/asset-routes.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { type DataItem, DataList } from '../../pages/parts/data-list.tsx';
import type { ReferenceTexts } from '../../texts/reference-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import { memberItems } from './member-items.ts';
import type { JsonSchema, OpenApiDocument, OpenApiMethod, OpenApiOperation, OpenApiResponse } from '../openapi-document.ts';

export interface ReferencePageProps {
  readonly document: OpenApiDocument;
  readonly assets: Assets;
  readonly texts: Texts;
  /** Where the document itself is. */
  readonly documentPath: string;
}

interface Row {
  readonly method: OpenApiMethod;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

export function ReferencePage({ document, assets, texts, documentPath }: ReferencePageProps): JSX.Element {
  const { reference } = texts;
  const rows = rowsOf(document);
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={texts.language}>
        <head>
          <meta charset="utf-8" />
          <title>{[reference.title, texts.frame.product].join(' · ')}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={assets.stylesheet} />
          <link rel="icon" type="image/svg+xml" href={assets.icon} />
        </head>
        <body>
          <a class="skip" href="#content">
            {texts.frame.skip}
          </a>
          <main id="content" class="reference">
            <h1>{reference.title}</h1>
            <p class="soft">
              {reference.lead(document.info.version)} <a href={documentPath}>{reference.asJson}</a>
            </p>
            <nav aria-label={reference.areas}>
              <ul>
                {document.tags.map(({ name }) => (
                  <li>
                    <a href={`#${anchorOf(name)}`}>{name}</a>
                  </li>
                ))}
                <li>
                  <a href="#schemas">{reference.schemas}</a>
                </li>
              </ul>
            </nav>
            {document.tags.map(({ name, description }) => (
              <section aria-labelledby={anchorOf(name)}>
                <h2 id={anchorOf(name)}>{name}</h2>
                <p class="soft">{description}</p>
                {isOfPages(name) ? (
                  <PageList rows={rowsIn(rows, name)} texts={reference} />
                ) : (
                  rowsIn(rows, name).map((row) => <Operation row={row} document={document} texts={reference} />)
                )}
              </section>
            ))}
            <section aria-labelledby="schemas">
              <h2 id="schemas">{reference.schemas}</h2>
              <p class="soft">{reference.schemasLead}</p>
              {Object.entries(document.components.schemas).map(([name, schema]) => (
                <Shape opener={name} schema={schema} id={schemaAnchor(name)} />
              ))}
            </section>
          </main>
        </body>
      </html>
    </>
  );
}

/** Folded, and a line for each: whoever reads the reference calls the operations, and looks pages up. */
function PageList({ rows, texts }: { readonly rows: readonly Row[]; readonly texts: ReferenceTexts }): JSX.Element {
  return (
    <details>
      <summary>{texts.routes(rows.length)}</summary>
      <ul class="routes">
        {rows.map(({ method, path, operation: { operationId, summary } }) => (
          <li id={anchorOf(operationId)}>
            <Badge>{method.toUpperCase()}</Badge> <code>{path}</code> <span class="soft">{summary.replaceAll('`', '')}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface OperationProps {
  readonly row: Row;
  readonly document: OpenApiDocument;
  readonly texts: ReferenceTexts;
}

function Operation({ row: { method, path, operation }, document, texts }: OperationProps): JSX.Element {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const given: readonly DataItem[] = [
    ...parameters.map(({ name, in: place, required, schema, description: what }) => ({
      ...{ term: name, value: texts.member(texts.places[place], texts.typeOf(schema), required, what ?? '') },
    })),
    ...memberItems(body, (schema, isRequired, what) => texts.member(texts.places.body, texts.typeOf(schema), isRequired, what)),
  ];
  return (
    <article class="card" id={anchorOf(operationId)} aria-labelledby={`${anchorOf(operationId)}-name`}>
      <h3 id={`${anchorOf(operationId)}-name`}>
        <Badge>{method.toUpperCase()}</Badge> <code>{path}</code>
      </h3>
      <p>{summary}</p>
      {description === undefined ? null : <p class="soft">{description.replaceAll('`', '')}</p>}
      {given.length === 0 ? null : <DataList items={given} />}
      <DataList
        items={Object.entries(operation.responses).map(([status, one]) => ({ term: status, value: said(resolved(one, document)) }))}
      />
      {Object.entries(operation.responses).map(([status, one]) => (
        <Shape opener={texts.shapeOf(status)} schema={schemaOf(resolved(one, document))} />
      ))}
    </article>
  );
}

interface ShapeProps {
  readonly opener: string;
  readonly schema: JsonSchema | undefined;
  readonly id?: string;
}

function Shape({ opener, schema, id }: ShapeProps): JSX.Element | null {
  if (schema === undefined) return null;
  return (
    <details {...(id === undefined ? {} : { id })}>
      <summary>{opener}</summary>
      <SchemaText schema={schema} />
    </details>
  );
}

const referred = /\{\s*"\$ref": "#\/components\/schemas\/(\w+)"\s*\}/;

/** What has a name stands once on the page, and is led to by it. */
function SchemaText({ schema }: { readonly schema: JsonSchema }): JSX.Element {
  const parts = JSON.stringify(schema, null, 1).split(referred);
  return <pre class="lines">{parts.map((part, index) => (index % 2 === 0 ? part : <a href={`#${schemaAnchor(part)}`}>{part}</a>))}</pre>;
}

function schemaAnchor(name: string): string {
  return `schema-${name}`;
}

function isOfPages(area: string): boolean {
  return area.startsWith('pages: ');
}

function rowsIn(rows: readonly Row[], area: string): readonly Row[] {
  return rows.filter(({ operation }) => operation.tags.includes(area));
}

function rowsOf({ paths }: OpenApiDocument): readonly Row[] {
  return Object.entries(paths).flatMap(([path, { get, post, delete: remove }]) => [
    ...(get === undefined ? [] : [{ method: 'get' as const, path, operation: get }]),
    ...(post === undefined ? [] : [{ method: 'post' as const, path, operation: post }]),
    ...(remove === undefined ? [] : [{ method: 'delete' as const, path, operation: remove }]),
  ]);
}

function anchorOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '-');
}

function resolved(response: OpenApiOperation['responses'][string], { components }: OpenApiDocument): OpenApiResponse {
  if (!('$ref' in response)) return response;
  return components.responses[response.$ref.slice('#/components/responses/'.length)] ?? { description: '' };
}

function said({ description }: OpenApiResponse): string {
  return description.replaceAll('`', '');
}

/** Of an answer; that of a refusal is the same everywhere. */
function schemaOf({ content = {} }: OpenApiResponse): JsonSchema | undefined {
  const problem = content['application/problem+json']?.schema;
  return Object.values(content).find(({ schema }) => schema !== problem)?.schema;
}
