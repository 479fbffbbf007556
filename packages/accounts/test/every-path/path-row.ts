/** A row of the table of paths, and what its events say of the client. */
import { expect } from 'vitest';
import type { AuditEntry } from '../../src/index.ts';
import type { World, WorldOptions } from '../a-world.ts';

/** Who asks on every path. */
export const client = { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/149.0' };
export const here = { address: client.address, device: 'Firefox on Windows' };
export const nowhere = { address: null, device: null };

export interface Walked {
  /** The session that came of it. */
  readonly sid?: string;
  /** What was secret on the way. */
  readonly secrets?: readonly string[];
}

/** What is left out may be anything, but the subject: it is Ada where nothing else is said. */
export type ExpectedEvent = { readonly kind: AuditEntry['kind'] } & Partial<Omit<AuditEntry, 'kind'>>;

export interface PathRow {
  readonly path: string;
  readonly world?: WorldOptions | (() => Promise<WorldOptions>);
  /** @param ada the subject of Ada, who has signed up and done nothing else */
  walk(world: World, ada: string): Promise<Walked | void>;
  /** Of the session that comes of it. */
  readonly amr?: readonly string[];
  readonly acr?: 'aal1' | 'aal2';
  readonly events: readonly ExpectedEvent[];
}

export const oneFactor = { amr: ['pwd'], acr: 'aal1' } as const;
export const twoFactors = { amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' } as const;

/** Asked for by the client, with these facts among others. */
export const told = (facts: object): Partial<AuditEntry> => ({ facts: expect.objectContaining(facts) as AuditEntry['facts'], ...here });
