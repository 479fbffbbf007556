/** A visitor with a browser's habits: keeps cookies, says where a request comes from, and follows a redirection with method and body. */

export interface Visitor {
  /** Value of the Cookie header, as it stands now. */
  cookies(): string;
  send(
    method: string,
    path: string,
    init?: { readonly body?: string | URLSearchParams; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
}

/** Returns a visitor of one site. @param cookie what they have from before, as a Cookie header. */
export function createVisitor(origin: string, cookie = ''): Visitor {
  const jar = new Map(cookie === '' ? [] : cookie.split('; ').map(readPair));
  const cookies = (): string => Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ');

  const send: Visitor['send'] = async (method, path, { body, headers } = {}) => {
    const response = await fetch(new URL(path, origin), {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(jar.size === 0 ? {} : { cookie: cookies() }), ...(method === 'GET' ? {} : { origin }) },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    const location = response.headers.get('location');
    return response.status === 307 && location !== null ? send(method, location, { ...(body === undefined ? {} : { body }) }) : response;
  };

  function keep(line: string): void {
    const [name, value] = readPair(line.split(';', 1)[0] ?? '');
    if (value === '' || /;\s*(?:max-age=0|expires=thu, 01 jan 1970)/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }

  return { cookies, send };
}

function readPair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
