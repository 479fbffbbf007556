/** Gemel's mark: two rings that hold each other, gold for the cookie, teal for the token. */
import type { JSX } from 'hono/jsx/jsx-runtime';

/** The mark at a given height in CSS pixels; decoration, so hidden from assistive technology. */
export function Mark({ height }: { readonly height: number }): JSX.Element {
  return (
    <svg class="mark" viewBox="6 2 52 36" width={(height * 52) / 36} height={height} aria-hidden="true" focusable="false">
      <circle class="ring gold" cx="24" cy="20" r="14" />
      <path class="gap" d="M34.58 10.83A14 14 0 0 0 27.31 6.41" />
      <circle class="ring teal" cx="40" cy="20" r="14" />
      <path class="gap" d="M36.12 27A14 14 0 0 1 26.43 33.79" />
      <path class="ring gold" d="M37.16 24.79A14 14 0 0 1 24.98 33.97" />
    </svg>
  );
}

/** The mark as a figure: one session, held by two credentials. */
export function Twins(): JSX.Element {
  return (
    <figure class="twins">
      <svg class="mark" viewBox="0 0 400 270" role="img" aria-label="Two interlocked rings: a cookie and a token, joined in one session.">
        <circle class="wash-gold" cx="143" cy="135" r="112" />
        <circle class="wash-teal" cx="257" cy="135" r="112" />
        <circle class="ring gold" cx="143" cy="135" r="112" />
        <path class="gap" d="M228.8 63A112 112 0 0 0 162.4 24.7" />
        <circle class="ring teal" cx="257" cy="135" r="112" />
        <path class="gap" d="M228.8 207A112 112 0 0 1 162.4 245.3" />
        <path class="ring gold" d="M240 191A112 112 0 0 1 143 247" />
        <text x="92" y="132">
          Cookie
        </text>
        <text class="under" x="92" y="154">
          for pages
        </text>
        <text x="308" y="132">
          Token
        </text>
        <text class="under" x="308" y="154">
          for APIs
        </text>
        <text class="one" x="200" y="130">
          one
        </text>
        <text class="one" x="200" y="151">
          session
        </text>
      </svg>
    </figure>
  );
}
