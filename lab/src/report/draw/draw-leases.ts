/** The leases of nodes as bars that run out, with what each node answered last. */
import type { LiveNode, LivePicture } from '../../experiments/live-picture.ts';
import { spell } from '../../experiments/numbers.ts';
import { each, escapeText } from '../markup.ts';

export function drawLeases({ title, fullMs, schemes }: LivePicture): string {
  const cards = each(schemes, ({ id, title: name, what, nodes }) => {
    return `<div class="lease-scheme k-${id}"><h3><span class="key"></span>${escapeText(name)} <small>${escapeText(what)}</small></h3>${each(nodes, (node) => drawNode(node, fullMs))}</div>`;
  });
  return `<figure class="chart leases"><figcaption>${escapeText(title)}</figcaption><div class="lease-list">${cards}</div></figure>`;
}

function drawNode({ name, leaseLeftMs, said, tone }: LiveNode, fullMs: number): string {
  const part = leaseLeftMs === null ? 0 : Math.min(1, leaseLeftMs / fullMs);
  const left = leaseLeftMs === null ? 'no lease' : `${(leaseLeftMs / 1000).toFixed(1)} s`;
  const whole = spell(fullMs, 'ms');
  return `<p class="lease"><b>${escapeText(name)}</b><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${leaseLeftMs === null ? 'no lease' : `${left} of ${whole} left`}"><rect class="whole${leaseLeftMs === null ? ' none' : ''}" width="100" height="10" rx="2"/><rect class="left${part < 0.25 ? ' low' : ''}" width="${(part * 100).toFixed(1)}" height="10" rx="2"/></svg><span class="time">${left}</span><span class="said ${tone}">${escapeText(said)}</span></p>`;
}
