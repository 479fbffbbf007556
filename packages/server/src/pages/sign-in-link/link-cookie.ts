/** The cookie by which a link that signs in knows the browser that asked for it. It lets nobody in. */
import { createSecretCookie, type SecretCookie } from '../secret-cookie.ts';

export const linkCookie: SecretCookie = createSecretCookie('link');
