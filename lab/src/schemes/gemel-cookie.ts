/** Gemel, the session held by a cookie. */
import type { Scheme } from './scheme.ts';

export const gemelCookie: Scheme = {
  id: 'gemel-cookie',
  title: 'Gemel cookie',
  credential: 'cookie',
  what: 'createGemel with its defaults: a cookie that names a record; nodes answer from memory, and follow a feed of revocations.',
  program: 'nodes/gemel-node',
  documentation: 'docs/getting-started.md',
  options: { mode: 'cookie' },
  hasBound: true,
  isInQuickReport: true,
};
