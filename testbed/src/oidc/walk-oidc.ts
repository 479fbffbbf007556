/** Walks through a provider as a browser would: follows its redirects with its cookies, and presses a person's button. */

export interface OidcWalker {
  /** Returns the address that the provider leads back to, without going there. */
  walk(start: string, person: string): Promise<URL>;
}

const mostSteps = 20;

/** One browser: it stays signed in at the provider. */
export function oidcWalker(): OidcWalker {
  const cookies = new Map<string, string>();

  const ask = async (url: URL, form?: URLSearchParams): Promise<Response> => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };

  return {
    async walk(start, person) {
      const { origin } = new URL(start);
      let url = new URL(start);
      for (let step = 0; step < mostSteps; step++) {
        const isChoice = url.pathname.startsWith('/choose/');
        const answer = await ask(url, isChoice ? new URLSearchParams({ person }) : undefined);
        const location = answer.headers.get('location');
        if (location === null) throw new Error(`the provider answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
        url = new URL(location, url);
        if (url.origin !== origin) return url;
      }
      throw new Error('the provider leads nowhere');
    },
  };
}
