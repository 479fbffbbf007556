/** The reference of the API, in English. */
import type { ReferenceTexts } from '../reference-texts.ts';

export const reference: ReferenceTexts = {
  title: 'API reference',
  lead: (version) =>
    `Everything that answers, of version ${version}: what programs call, and behind it the pages. It is made of the tables from which the server itself is.`,
  asJson: 'As OpenAPI 3.1',
  areas: 'Areas',
  places: { path: 'in the path', query: 'in the query', header: 'in a header', body: 'in the body' },
  typeOf: ({ type, enum: words, items }) => {
    if (Array.isArray(words)) return words.length > 12 ? 'one of a list' : `one of ${words.join(', ')}`;
    if (type === 'array') return typeof items === 'object' && items !== null ? 'a list' : 'a list of anything';
    return typeof type === 'string' ? type : 'anything';
  },
  member: (place, type, isRequired, what) =>
    [`${type}, ${place}${isRequired ? '' : ', may be left out'}`, what].filter((text) => text !== '').join('. '),
  shapeOf: (status) => `Schema of ${status}`,
  schemas: 'Schemas',
  schemasLead: 'What several answers hold, by name.',
  routes: (count) => `Show ${count === 1 ? 'the route' : `all ${count} routes`}`,
};
