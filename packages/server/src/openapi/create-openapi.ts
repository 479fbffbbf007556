/** The OpenAPI document of everything that answers, made of the tables: the routes of the public listener, the operations of the admin API, and the pages of both. */
import { operationTable } from '../admin/operation-table.ts';
import { readVersion } from '../start/version.ts';
import { areaOf, describeAdminOperation } from './admin-paths.ts';
import type { OpenApiDocument, OpenApiMethod, OpenApiPath, OpenApiServer } from './openapi-document.ts';
import { problemSchema } from './problem-responses.ts';
import { describePage, pathOfPage } from './page-paths.ts';
import { pageAreas } from './pages/page-areas.ts';
import { routesOfPages } from './pages/page-operation.ts';
import { healthPaths } from './public/health-operations.ts';
import { publicAreas } from './public/public-operations.ts';
import { describePublicOperation } from './public-paths.ts';
import { createSchemaBook } from './schema-book.ts';

export interface OpenApiPlaces {
  readonly url: string;
  readonly adminUrl: string;
}

const usualPlaces: OpenApiPlaces = { url: 'http://localhost:4000', adminUrl: 'http://localhost:4001' };

/** Returns the document; at the places where a server is, or at the usual ones. */
export function createOpenApi({ url, adminUrl }: OpenApiPlaces = usualPlaces): OpenApiDocument {
  const book = createSchemaBook({ Problem: problemSchema });
  const publicServer: OpenApiServer = { url, description: 'The public listener.' };
  const adminServer: OpenApiServer = { url: adminUrl, description: 'The admin listener.' };
  const paths: Record<string, OpenApiPath> = {};
  for (const { tag, operations } of publicAreas) {
    for (const operation of operations)
      paths[operation.path] = { ...paths[operation.path], [methodOf(operation.method)]: describePublicOperation(operation, tag, book) };
  }
  for (const path of healthPaths) paths[path] = { ...paths[path], servers: [publicServer, adminServer] };
  for (const operation of operationTable) {
    const described = { [methodOf(operation.method)]: describeAdminOperation(operation, book) };
    paths[operation.path] = { ...paths[operation.path], ...described, servers: [adminServer] };
  }
  for (const { tag, operations, isOfAdmin } of pageAreas) {
    for (const operation of routesOfPages(operations)) {
      const [path, described] = [pathOfPage(operation), { [methodOf(operation.method)]: describePage(operation, tag, book) }];
      const servers = operation.isOnBoth === true ? [publicServer, adminServer] : isOfAdmin ? [adminServer] : undefined;
      paths[path] = { ...paths[path], ...described, ...(servers === undefined ? {} : { servers }) };
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Gemel',
      version: readVersion(),
      description:
        'One session record, twin credentials, one revocation feed. What programs call comes first; the pages for people are behind it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [publicServer],
    tags: [
      ...publicAreas.map(({ tag, what }) => ({ name: tag, description: what })),
      ...[...new Set(operationTable.map(areaOf))].map((name) => ({ name, description: 'On the admin listener, with an API key.' })),
      ...pageAreas.map(({ tag, what }) => ({ name: tag, description: what })),
    ],
    paths,
    components: { schemas: book.schemas(), responses: book.responses(), securitySchemes },
  };
}

function methodOf(method: 'GET' | 'POST' | 'DELETE'): OpenApiMethod {
  return method === 'GET' ? 'get' : method === 'POST' ? 'post' : 'delete';
}

const securitySchemes: OpenApiDocument['components']['securitySchemes'] = {
  cookie: { type: 'apiKey', in: 'cookie', name: '__Host-Http-gemel', description: 'The session cookie, whose name can be configured.' },
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'at+jwt',
    description: 'An access token of the session; one that is bound to a key by the scheme DPoP, with a proof (RFC 9449).',
  },
  client: { type: 'http', scheme: 'basic', description: 'Id and secret of a registered client.' },
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `gemel_…`, with the scope that is named.' },
};
