/** @fastify/jwt, as its documentation begins. */
import type { Scheme } from './scheme.ts';

export const fastifyJwt: Scheme = {
  id: 'fastify-jwt',
  title: '@fastify/jwt',
  credential: 'token',
  what: '@fastify/jwt on Fastify: an access token of 15 minutes (HS256), and refresh tokens as beside jose, since the package has none.',
  program: 'nodes/fastify-jwt-node',
  documentation: 'https://github.com/fastify/fastify-jwt#readme',
  options: {},
  hasBound: false,
  isInQuickReport: false,
};
