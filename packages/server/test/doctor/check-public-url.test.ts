/** What the doctor sees at GEMEL_URL: certificates of every kind, another issuer, and nothing at all. */
import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { checkPublicUrl } from '../../src/doctor/check-public-url.ts';
import { makeCertificate } from '../support/make-certificate.ts';

const servers: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const portOf = (server: Pick<Server, 'address'>): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Answers every request with the metadata of an issuer, its own by default. */
async function front(issuer?: string, names?: string): Promise<{ readonly url: string; readonly cert: string }> {
  const certificate = makeCertificate(names);
  const server = createServer(certificate, (_, response) => response.end(JSON.stringify({ issuer: issuer ?? url })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${portOf(server)}`;
  servers.push(server);
  return { url, cert: certificate.cert };
}

const levels = (findings: readonly { readonly level: string; readonly text: string }[]): readonly string[] =>
  findings.map(({ level, text }) => `${level} ${text}`);

const days = (count: number) => ({ nowMs: () => Date.now() + count * 86_400_000 });

describe('the doctor at GEMEL_URL', () => {
  it('finds a certificate that holds, and one that ends soon or has ended', async () => {
    const { url, cert: ca } = await front();
    const early = levels(await checkPublicUrl({ url }, { ...days(-20), ca }));
    expect(early).toEqual([
      expect.stringMatching(/^ok TLS: .* is good until \d{4}-/),
      `ok Issuer: ${url} answers, and says that it is ${url}`,
    ]);
    expect(levels(await checkPublicUrl({ url }, { ...days(0), ca }))[0]).toMatch(/^warning The certificate of .* ends in 1 days/);
    expect(levels(await checkPublicUrl({ url }, { ...days(3), ca }))[0]).toMatch(/^problem The certificate of .* ended on .*: renew it$/);
  });

  it('finds a certificate that nobody trusts, and one for another name', async () => {
    const stranger = await front();
    expect(levels(await checkPublicUrl({ url: stranger.url }, days(0)))[0]).toMatch(/^problem .* is not trusted here \(\w+\)/);
    const other = await front(undefined, 'DNS:other.example.com');
    const found = levels(await checkPublicUrl({ url: other.url }, { ...days(0), ca: other.cert }));
    expect(found[0]).toMatch(/^problem .* is not trusted here \(ERR_TLS_CERT_ALTNAME_INVALID\)|^problem .* is not trusted here/);
  });

  it('finds another issuer, something that is not Gemel, and nobody', async () => {
    const { url, cert: ca } = await front('https://other.example.com');
    expect(levels(await checkPublicUrl({ url }, { ...days(-20), ca }))[1]).toMatch(
      /^problem .* says that its issuer is https:\/\/other\.example\.com/,
    );
    const plain = createPlain((_, response) => response.writeHead(404).end('<html>'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    servers.push(plain);
    const strange = `http://127.0.0.1:${portOf(plain)}`;
    expect(levels(await checkPublicUrl({ url: strange }, days(0)))).toEqual([
      expect.stringMatching(/^warning What answers at .* is not Gemel \(status 404\)/),
    ]);
    expect(levels(await checkPublicUrl({ url: 'http://127.0.0.1:1' }, days(0)))).toEqual([
      expect.stringMatching(/^warning GEMEL_URL http:\/\/127\.0\.0\.1:1 cannot be reached from here \(ECONNREFUSED\)/),
    ]);
    expect(await checkPublicUrl({ url: undefined }, days(0))).toEqual([]);
  });
});
