/** A host as it stands in a URL. */
export function spellHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
