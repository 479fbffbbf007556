/** For what only this machine may read in a browser: it is asked for by an address, never by somebody's name. */
import { GemelError } from '@gemel/protocol';

/** A site whose name leads to this machine (DNS rebinding) reads nothing: it comes under its own name. @throws GemelError `not_found` */
export function checkOwnHost(url: string): void {
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  if (hostname !== 'localhost' && !/^(?:[0-9.]+|\[[0-9a-f:.]+\])$/.test(hostname)) throw new GemelError('not_found');
}
