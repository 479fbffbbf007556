/** The routes of the guarded service, the same in every framework. */
import type { Requirement } from '@gemel/verifier';
import type { Authorizer } from '@gemel/verifier/node-http';
import type { GemelError } from '@gemel/protocol';

export const guardedRoutes: Readonly<Record<string, Requirement>> = {
  '/me': {},
  '/orders': { permission: 'orders:read' },
  '/admin': { role: 'admin' },
  '/recent': { maxAuthAge: 300 },
  '/strong': { acr: 'aal2' },
  '/bound': { isSenderConstrained: true },
};

/** Guarded like `/me`, but refusals go elsewhere. */
export const PAGE_ROUTE = '/page';

/** Answers every request that passes with the principal, and notes that it did. */
export interface GuardedService {
  readonly verifier: Authorizer;
  onFault(error: GemelError): void;
  notePassed(): void;
}

/** Listens on a free port. */
export type Serve = (service: GuardedService) => Promise<{ readonly port: number; close(): Promise<void> }>;
