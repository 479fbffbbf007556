/** The cookie that binds a journey to a provider to the browser that set out. It lets nobody in. */
import { createSecretCookie, type SecretCookie } from '../secret-cookie.ts';

export const journeyCookie: SecretCookie = createSecretCookie('journey');
