/** Somebody else at the console: with a role that the first administrator gives, and may take away again. */
import type { InProcessServer, Visitor } from '../../support/in-process-server.ts';
import { visit } from '../../support/in-process-server.ts';
import { administratorOf } from './administrator-cookies.ts';
import { enrol, password } from './enter-console.ts';

export interface OtherAdministrator {
  readonly email: string;
  readonly subject: string;
  /** Holds the console's cookie. */
  readonly visitor: Visitor;
}

/** The subject of an account, as the list of users leads to it. */
export async function subjectOf(administrator: Visitor, email: string): Promise<string> {
  const page = await (await administrator.get(`/console/users?email=${encodeURIComponent(email)}`)).text();
  return /href="\/console\/users\/([\w-]+)"/.exec(page)?.[1] ?? '';
}

export async function signUp(server: InProcessServer, email: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${server.url}/auth/sign-up`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
}

export async function enterWithRole(server: InProcessServer, email: string, role: string): Promise<OtherAdministrator> {
  const { visitor: first } = await administratorOf(server);
  await signUp(server, email);
  const subject = await subjectOf(first, email);
  await first.post(`/console/users/${subject}/roles/assign`, { role });
  const visitor = visit(server.adminUrl);
  await visitor.post('/console/sign-in', { email, password });
  await enrol(visitor);
  return { email, subject, visitor };
}
