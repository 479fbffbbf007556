/** The schemes that the lab compares; a new one is one more entry. */
import type { Scheme } from '../scheme.ts';
import { startPair } from './start-pair.ts';

const keyValueStore = 'a key-value store: a Map in a process of its own, over a loopback socket';

export const schemeList: readonly Scheme[] = [
  {
    id: 'express-session',
    title: 'express-session',
    shares: `express-session over ${keyValueStore}`,
    start: (setting) => startPair({ program: 'nodes/express-session-node', credential: 'cookie', needsStore: true, bound: 0 }, setting),
  },
  {
    id: 'jwt',
    title: 'plain JWT, 15 min',
    shares: `jose, a signing secret, and refresh tokens in ${keyValueStore}`,
    start: (setting) => startPair({ program: 'nodes/jwt-node', credential: 'token', needsStore: true, bound: null }, setting),
  },
  {
    id: 'gemel-cookie',
    title: 'Gemel, cookie',
    shares: 'createGemel on one SQLite file',
    start: (setting) =>
      startPair({ program: 'nodes/gemel-node', credential: 'cookie', needsStore: false, bound: setting.effort.maxStaleness }, setting),
  },
  {
    id: 'gemel-token',
    title: 'Gemel, token',
    shares: 'createGemel on one SQLite file',
    start: (setting) =>
      startPair({ program: 'nodes/gemel-node', credential: 'token', needsStore: false, bound: setting.effort.maxStaleness }, setting),
  },
];
