/** One thing that somebody does, or that befalls something, at a time of true time; a plan is a list of them. */

export type Step = { readonly atMs: number } & Deed;

/** What an administrator waits for. */
type Until = 'committed' | 'everywhere';

export type Deed =
  | {
      readonly do: 'sign in';
      readonly client: number;
      readonly node: number;
      readonly mode: 'cookie' | 'token' | 'both';
      readonly thinkMs: number;
    }
  | { readonly do: 'request'; readonly client: number; readonly place: number; readonly by: 'cookie' | 'bearer' }
  | { readonly do: 'refresh'; readonly client: number; readonly node: number; readonly tabs: 1 | 2 }
  | { readonly do: 'mint' | 'step up' | 'sign out' | 'compare'; readonly client: number; readonly node: number }
  | { readonly do: 'revoke'; readonly client: number; readonly node: number; readonly until: Until }
  | { readonly do: 'revoke all'; readonly subject: number; readonly node: number; readonly until: Until }
  | { readonly do: 'change grants'; readonly subject: number; readonly node: number }
  | { readonly do: 'steal' | 'thief refreshes'; readonly client: number; readonly node: number }
  | { readonly do: 'look around' }
  | { readonly do: 'rotate key'; readonly node: number }
  | { readonly do: 'retire key'; readonly node: number; readonly until: Until }
  | { readonly do: 'crash' | 'restart'; readonly node: number; readonly ms: number }
  | { readonly do: 'crash verifier'; readonly verifier: number; readonly ms: number }
  | { readonly do: 'halt'; readonly machine: number; readonly ms: number }
  | { readonly do: 'step wall'; readonly machine: number; readonly ms: number }
  | { readonly do: 'cut'; readonly machine: number; readonly way: 'to' | 'from' | 'both'; readonly ms: number }
  | { readonly do: 'store down' | 'store halts'; readonly ms: number }
  | { readonly do: 'fail over'; readonly lostMs: number; readonly ms: number; readonly offsetMs: number }
  | { readonly do: 'raise epoch' }
  | { readonly do: 'roll secret' };

/** A line of the history. */
export function showStep({ atMs: _, ...deed }: Step): string {
  return Object.entries(deed)
    .map(([name, value]) => (name === 'do' ? String(value) : `${name} ${typeof value === 'number' ? Math.round(value) : value}`))
    .join(', ');
}
