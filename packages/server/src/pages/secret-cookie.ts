/**
 * Short-lived cookies that hold a secret beside the session's: another name and another spelling than the session cookie, so that nothing takes
 * the one for the other (S07, S28). A session token has a dot in it and these have none; what they name is no session.
 */
import { DUPLICATE_COOKIE, readSessionCookie } from 'gemel';
import { GemelError, type Seconds } from '@gemel/protocol';
import type { PageContext, PageServices } from './page-context.ts';

export interface SecretCookie {
  /** Returns the cookie's value; undefined where there is none, several or one that is not spelled like one. */
  read(context: PageContext, services: PageServices): string | undefined;
  give(context: PageContext, services: PageServices, secret: string, expiresIn: Seconds): void;
  /** Says nothing where the browser has none. */
  clear(context: PageContext, services: PageServices): void;
}

/** 256 random bits, base64url. */
const spelling = /^[\w-]{43}$/;
/** Lax and not Strict: whoever comes back from elsewhere is led here by a chain that another site began. */
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** @param suffix stands behind the name of this server's session cookie, whose prefix it keeps */
export function createSecretCookie(suffix: string): SecretCookie {
  const nameOf = ({ gemel }: PageServices): string => `${gemel.options.cookie.name}-${suffix}`;
  const find = (context: PageContext, services: PageServices): ReturnType<typeof readSessionCookie> =>
    readSessionCookie(context.env.incoming.headers.cookie, nameOf(services));
  return {
    read: (context, services) => {
      const value = find(context, services);
      return value !== undefined && value !== DUPLICATE_COOKIE && spelling.test(value) ? value : undefined;
    },
    give: (context, services, secret, expiresIn) => {
      if (!spelling.test(secret)) throw new GemelError('internal', `the cookie -${suffix} holds its secret and nothing else`);
      append(context, `${nameOf(services)}=${secret}; ${attributes}; Max-Age=${Math.floor(expiresIn)}`);
    },
    clear: (context, services) => {
      if (find(context, services) === undefined) return;
      append(context, `${nameOf(services)}=; ${attributes}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`);
    },
  };
}

function append(context: PageContext, value: string): void {
  context.header('set-cookie', value, { append: true });
}
