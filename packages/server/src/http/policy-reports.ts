/** Takes what browsers report of violations of the pages' policy: an operator should hear of markup that somebody got into a page. ASVS 3.4.7 */
import { GemelError } from '@gemel/protocol';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MAX_BODY_BYTES } from 'gemel/endpoints';
import { POLICY_REPORT_PATH } from './security-headers.ts';
import type { HttpEnvironment, Services } from './services.ts';

/** Anybody can send reports, so that no more than one in this time is written to the log; the count of requests tells of the others. */
const QUIET_MS = 5_000;

export function addPolicyReports(app: Hono<HttpEnvironment>, { logger }: Pick<Services, 'logger'>): void {
  let quietUntil = 0;
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new GemelError('request_too_large');
    },
  });

  app.post(POLICY_REPORT_PATH, limit, async (context) => {
    const violation = readReport(await context.req.text());
    if (violation === undefined) throw new GemelError('request_malformed', 'no report of a violated policy');
    if (performance.now() >= quietUntil) {
      quietUntil = performance.now() + QUIET_MS;
      logger.warn(violation, 'policy.violated');
    }
    return context.body(null, 204);
  });
}

interface Violation {
  readonly directive: string;
  /** Where the blocked thing lies, or what it is (`inline`, `eval`); no path, since paths can hold secrets. */
  readonly blocked: string;
}

/** Reads a report as `report-uri` sends it (CSP 3, section 5.3). */
function readReport(text: string): Violation | undefined {
  const report = memberOf(parse(text), 'csp-report');
  const [directive, blocked] = [memberOf(report, 'effective-directive'), memberOf(report, 'blocked-uri')];
  if (typeof directive !== 'string' || typeof blocked !== 'string' || !/^[a-z-]{1,40}$/.test(directive)) return undefined;
  return { directive, blocked: URL.canParse(blocked) ? new URL(blocked).origin : blocked.slice(0, 40) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
