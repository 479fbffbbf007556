/** The schemes that the lab compares, in the order of its columns; a new one is one more entry. */
import { betterAuth } from './better-auth.ts';
import { expressSession } from './express-session.ts';
import { fastifyJwt } from './fastify-jwt.ts';
import { gemelCookie } from './gemel-cookie.ts';
import { gemelToken } from './gemel-token.ts';
import { jwtDenyList } from './jwt-deny-list.ts';
import { jwt } from './jwt.ts';
import type { Scheme } from './scheme.ts';

export const schemeList: readonly Scheme[] = [expressSession, betterAuth, jwt, jwtDenyList, fastifyJwt, gemelCookie, gemelToken];
