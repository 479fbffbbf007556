/** Reads what the lab's clients send. */

export interface SignInBody {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

export function readSignIn(body: unknown): SignInBody {
  const { subject = 'ada', roles = ['member'], permissions = [] } = (body ?? {}) as Partial<SignInBody>; // by fleet/connect-node.ts
  return { subject, roles, permissions };
}

export function readText(body: unknown, name: string): string {
  const text: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof text === 'string' ? text : '';
}
