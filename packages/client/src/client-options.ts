/** What a client takes, and what is said of it where it is wrong. */

export interface ClientOptions {
  /**
   * `cookie`: requests carry the session cookie, for an API on the issuer's own site. `token`: they carry an access token that the cookie is
   * exchanged for, held in memory alone, for an API anywhere.
   */
  readonly mode: 'cookie' | 'token';
  /** The issuer's URL; the page's own origin by default. Another origin must be one that the issuer allows (`http.allowedOrigins`). */
  readonly baseUrl?: string;
  /** Origins, beside the issuer's, whose requests carry the credential; no other request does. */
  readonly apis?: readonly string[];
  /** For whom access tokens are, where it is not the issuer itself. */
  readonly audience?: string;
  /** Hears of every request to the issuer that was not answered, for a log. */
  readonly onFault?: (fault: unknown) => void;
}

/** Options with every default filled in. */
export interface ResolvedClientOptions extends ClientOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The issuer's own among them. */
  readonly apis: readonly string[];
}

/** @throws TypeError that names all that is wrong, and what to write instead */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const { mode, baseUrl = location.origin, apis = [] } = options;
  const problems = [
    ...(mode === 'cookie' || mode === 'token' ? [] : ["mode takes 'cookie' or 'token'"]),
    ...(originOf(baseUrl) === undefined ? ["baseUrl takes a URL, such as 'https://app.example'"] : []),
    ...(apis.every((api) => originOf(api) === api) ? [] : ["apis takes origins, such as ['https://orders.example']"]),
  ];
  if (problems.length > 0) throw new TypeError(`createClient: ${problems.join('; ')}`);
  return { ...options, baseUrl: baseUrl.replace(/\/$/, ''), apis: [...apis, new URL(baseUrl).origin] };
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
