/** A drawing of a device, by what it is called: a phone, a computer, or a program. */
import type { JSX } from 'hono/jsx/jsx-runtime';

/** Shapes for an icon of 24 by 24. */
export function DeviceIcon({ label }: { readonly label: string }): JSX.Element {
  if (/iPhone|iPad|Android|Mobile/i.test(label)) {
    return (
      <>
        <rect x="7" y="2.5" width="10" height="19" rx="2.5" />
        <path d="M11 18.5h2" />
      </>
    );
  }
  if (/ on /.test(label)) {
    return (
      <>
        <rect x="3" y="4" width="18" height="12" rx="2" />
        <path d="M8.5 20h7M12 16v4" />
      </>
    );
  }
  return (
    <>
      <rect x="3" y="4" width="18" height="16" rx="2.5" />
      <path d="m7.5 9 3 3-3 3M13 15h3.5" />
    </>
  );
}
