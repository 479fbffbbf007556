/** What is the same for everybody: the files that pages are drawn with, and on the admin listener metrics, the reference and the outbox. */
import { page, type PageFile, type PageOperation } from './page-operation.ts';

const asset: readonly PageFile[] = [
  { type: 'text/css', what: 'The file.' },
  { type: 'image/svg+xml', what: 'The file.' },
  { type: 'text/javascript', what: 'The file.' },
];

export const assetPages: readonly PageOperation[] = [
  page('/assets/:file', 'Get a stylesheet, a script or the icon; its name is made of its content', { answers: asset, isOnBoth: true }),
];

export const operatorPages: readonly PageOperation[] = [
  page('/metrics', 'Read the metrics, in the text format of Prometheus', { answers: [{ type: 'text/plain', what: 'The metrics.' }] }),
  page('/admin/openapi.json', 'Read this document', { answers: [{ type: 'application/json', what: 'The document.' }] }),
  page('/admin/reference', 'Show this document as a page'),
];

export const outboxPages: readonly PageOperation[] = [
  page('/outbox', 'List the mail that would have been sent', {
    needs: 'development',
    answers: ['page', { type: 'application/json', what: 'The messages.' }],
  }),
  page('/outbox/:id', 'Show one message', { needs: 'development' }),
  page('/outbox/:id/html', 'Show one message as its reader would see it', { needs: 'development' }),
];
