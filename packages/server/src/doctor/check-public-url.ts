/** Goes to GEMEL_URL as a visitor would: what certificate is shown, and whether it is this service that answers there. */
import type { IncomingMessage } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { TLSSocket } from 'node:tls';
import { endpointPaths } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

export interface PublicUrlParts {
  nowMs(): number;
  /** Certificates of authorities beside the machine's own; for tests. */
  readonly ca?: string;
}

const withinMs = 4000;
const mostBytes = 65_536;
const dayMs = 86_400_000;
/** Days before its end at which a certificate should have been renewed: those that renew themselves do so a month before. */
const soonDays = 14;

export async function checkPublicUrl({ url }: Pick<Configuration, 'url'>, parts: PublicUrlParts): Promise<readonly Finding[]> {
  if (url === undefined) return [];
  const visited = await visit(url, parts).catch((error: unknown) => codeOf(error));
  if (typeof visited === 'string')
    return [
      warning(`GEMEL_URL ${url} cannot be reached from here (${visited}): look at DNS, the proxy and the firewall, or ask from elsewhere`),
    ];
  return [
    ...(visited.certificate === undefined ? [] : checkCertificate(url, visited.certificate, parts.nowMs())),
    ...checkIssuer(url, visited),
  ];
}

interface ShownCertificate {
  readonly validToMs: number;
  /** Why this machine would not trust it. */
  readonly fault: string | undefined;
}

interface Visited {
  readonly status: number;
  readonly body: string;
  readonly certificate: ShownCertificate | undefined;
}

function checkCertificate(url: string, { validToMs, fault }: ShownCertificate, nowMs: number): readonly Finding[] {
  const left = Math.floor((validToMs - nowMs) / dayMs);
  const until = new Date(validToMs).toISOString().slice(0, 10);
  if (validToMs <= nowMs) return [problem(`The certificate of ${url} ended on ${until}: renew it`)];
  if (fault !== undefined)
    return [
      problem(`The certificate of ${url} is not trusted here (${fault}): let the proxy send one for this name, with its whole chain`),
    ];
  if (left < soonDays) return [warning(`The certificate of ${url} ends in ${left} days, on ${until}: see why it was not renewed`)];
  return [ok(`TLS: the certificate of ${url} is good until ${until}`)];
}

function checkIssuer(url: string, { status, body }: Visited): readonly Finding[] {
  const issuer = issuerIn(body);
  if (status === 200 && issuer === url) return [ok(`Issuer: ${url} answers, and says that it is ${issuer}`)];
  if (issuer !== undefined)
    return [problem(`${url} says that its issuer is ${issuer}, so no verifier would believe it: set GEMEL_URL to the same on every node`)];
  return [
    warning(
      `What answers at ${url}${endpointPaths.metadata} is not Gemel (status ${status}): no node runs, or the proxy does not hand that path on`,
    ),
  ];
}

function issuerIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const issuer: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'issuer') : undefined;
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
}

function visit(url: string, { ca }: PublicUrlParts): Promise<Visited> {
  return new Promise((resolve, reject) => {
    const address = new URL(endpointPaths.metadata, url);
    const headers = { accept: 'application/json' };
    // A certificate that is not trusted is to be seen, and said.
    const secure = { headers, rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) };
    const request = address.protocol === 'https:' ? requestSecure(address, secure) : requestPlain(address, { headers });
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), withinMs);
    request.once('close', () => clearTimeout(timer));
    request.once('error', reject);
    request.once('response', (response) => {
      const certificate = certificateOf(response);
      readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body, certificate }), reject);
    });
    request.end();
  });
}

function certificateOf({ socket }: IncomingMessage): ShownCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { valid_to: validTo } = socket.getPeerCertificate();
  const fault = socket.authorized ? undefined : String(socket.authorizationError);
  return { validToMs: Date.parse(validTo), fault };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without an encoding it gives buffers.
  const parts = response as AsyncIterable<Buffer>;
  for await (const chunk of parts) {
    size += chunk.byteLength;
    if (size > mostBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'no answer';
}
