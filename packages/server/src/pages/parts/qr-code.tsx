/** A QR code, drawn as one path: dark on light in light and in dark, since cameras expect it so. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { encode } from 'uqr';

export interface QrCodeProps {
  readonly text: string;
  /** What it is, for those who do not see it. */
  readonly label: string;
}

export function QrCode({ text, label }: QrCodeProps): JSX.Element {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} width="220" height="220" role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={data.map(drawRow).join('')} />
    </svg>
  );
}

/** Runs of dark modules, each a rectangle of height one. */
function drawRow(row: readonly boolean[], y: number): string {
  const text = row.map((isDark) => (isDark ? '#' : ' ')).join('');
  return [...text.matchAll(/#+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join('');
}
