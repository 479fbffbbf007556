/** The guarded routes of the test application, the same in every adapter. */
import type { Requirement } from '../../src/adapters/node-http/index.ts';

export const guardedRoutes: Readonly<Record<string, Requirement>> = {
  '/me': {},
  '/orders': { permission: 'orders:read' },
  '/admin': { role: 'admin' },
  '/recent': { maxAuthAge: 300 },
  '/strong': { acr: 'aal2' },
  '/strict': { permission: 'orders:read', maxAuthAge: 300, acr: 'aal2', credential: 'cookie' },
  '/pages': { credential: 'cookie' },
  '/api': { credential: 'bearer' },
  '/bound': { isSenderConstrained: true },
};

/** Guarded like `/me`, but refusals go to a page. */
export const PAGE_ROUTE = '/page';
