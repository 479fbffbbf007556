/** The path and query of the link in a message; throws where there is none. */
export function linkIn({ text }: { readonly text: string }): string {
  const [, link] = /^https?:\/\/[^/\s]+(\/\S*\?token=\S+)$/m.exec(text) ?? [];
  if (link === undefined) throw new Error('no link with a token in the message');
  return link;
}

export function tokenOf(link: string): string {
  return new URLSearchParams(link.slice(link.indexOf('?'))).get('token') ?? '';
}
