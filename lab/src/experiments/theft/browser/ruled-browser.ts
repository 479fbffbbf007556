/** Stands for a browser where none is installed: the rules by which one attaches and shows cookies (RFC 6265bis, sections 5.7 and 5.8). */
import vm from 'node:vm';
import type { Credential } from '../../../fleet/credential.ts';
import { applicationHost, greedyScript, type Keeping, type LabBrowser } from './lab-browser.ts';

export const ruledBrowser: LabBrowser = {
  what: 'No Chromium was found here: what a browser does was decided by the attributes with which cookies were set (RFC 6265bis), and scripts ran in a page that is none.',
  async visit(node, keeps) {
    const credential = await node.signIn();
    return {
      credential,
      runScript: async () => readByScript(credential, keeps, node.port),
      async submitFrom(origin) {
        const isSameSite = siteOf(new URL(origin).hostname) === siteOf(applicationHost);
        const hadCookie = isSameSite ? credential.setCookies.length > 0 : isSentCrossSite(credential);
        const headers = { origin, 'sec-fetch-site': isSameSite ? 'same-site' : 'cross-site', 'sec-fetch-mode': 'navigate' };
        const presented = { headers: hadCookie ? credential.headers : {} };
        const { status } = await node.ask(presented, { method: 'POST', path: '/act', headers, as: 'thief' });
        return { hadCookie, status };
      },
      end: async () => undefined,
    };
  },
  close: async () => undefined,
};

function readByScript({ accessToken, refreshToken, setCookies }: Credential, keeps: Keeping, port: number): readonly string[] {
  const tokens = accessToken === null ? {} : { accessToken, refreshToken: refreshToken ?? '' };
  const cookies = setCookies.filter((line) => !hasAttribute(line, 'httponly')).map((line) => line.split(';', 1)[0]);
  const loot: unknown = vm.runInNewContext(greedyScript, {
    localStorage: keeps === 'localStorage' ? tokens : {},
    window: keeps === 'global' ? tokens : {},
    document: { cookie: cookies.join('; ') },
    location: { href: `http://${applicationHost}:${port}/` },
  });
  return Array.isArray(loot) ? loot.map(String) : [];
}

/** By the standard, for a cookie older than two minutes. */
function isSentCrossSite({ setCookies }: Credential): boolean {
  return setCookies.some((line) => hasAttribute(line, 'samesite=none') || !/;\s*samesite=/i.test(line));
}

/** The last two labels, which is right for the few hosts of the lab. */
function siteOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

function hasAttribute(setCookie: string, attribute: string): boolean {
  return setCookie
    .toLowerCase()
    .split(';')
    .some((part) => part.trim() === attribute);
}
