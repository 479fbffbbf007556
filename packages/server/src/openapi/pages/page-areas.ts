/** Every page of both listeners, in the order in which the reference shows them: behind everything that programs call. */
import { accountPages } from './account-pages.ts';
import { consoleDoorPages } from './console-door-pages.ts';
import { consolePages } from './console-pages.ts';
import { doorPages } from './door-pages.ts';
import { assetPages, operatorPages, outboxPages } from './fixed-pages.ts';
import type { PageOperation } from './page-operation.ts';

export interface PageArea {
  readonly tag: string;
  readonly what: string;
  readonly isOfAdmin: boolean;
  readonly operations: readonly PageOperation[];
}

export const pageAreas: readonly PageArea[] = [
  { tag: 'pages: door', what: 'Signing up and in, for people.', isOfAdmin: false, operations: doorPages },
  { tag: 'pages: account', what: "The owner's pages, and their forms.", isOfAdmin: false, operations: accountPages },
  { tag: 'pages: files', what: 'What pages are drawn with.', isOfAdmin: false, operations: assetPages },
  { tag: 'pages: console door', what: 'On the admin listener, before anybody is let in.', isOfAdmin: true, operations: consoleDoorPages },
  { tag: 'pages: console', what: 'On the admin listener, for administrators.', isOfAdmin: true, operations: consolePages },
  { tag: 'pages: operators', what: 'On the admin listener, for whoever can reach it.', isOfAdmin: true, operations: operatorPages },
  { tag: 'pages: outbox', what: 'On the admin listener, in development.', isOfAdmin: true, operations: outboxPages },
];
