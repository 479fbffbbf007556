/** Gemel, the session held by tokens. */
import type { Scheme } from './scheme.ts';

export const gemelToken: Scheme = {
  id: 'gemel-token',
  title: 'Gemel token',
  credential: 'token',
  what: 'createGemel with its defaults: an access token of 5 minutes (ES256) and a refresh token; nodes follow the same feed.',
  program: 'nodes/gemel-node',
  documentation: 'docs/sessions-and-tokens.md',
  options: { mode: 'token' },
  hasBound: true,
  isInQuickReport: true,
};
