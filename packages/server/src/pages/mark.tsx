/** Gemel's mark: two rings that hold each other, gold for the cookie, teal for the token. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { LandingTexts } from '../texts/landing-texts.ts';

/** The mark at a given height in CSS pixels; decoration, so hidden from assistive technology. */
export function Mark({ height }: { readonly height: number }): JSX.Element {
  return (
    <svg class="mark" viewBox="6 2 52 36" width={(height * 52) / 36} height={height} aria-hidden="true" focusable="false">
      <path class="ring gold" d="M35.52 12.04A14 14 0 1 1 27.47 6.44" />
      <path class="ring teal" d="M28.48 27.96A14 14 0 1 1 36.53 33.56" />
    </svg>
  );
}

/** The mark as a figure: one session, held by two credentials. */
export function Twins({ texts }: { readonly texts: LandingTexts }): JSX.Element {
  const [first, second] = texts.joined;
  return (
    <figure class="twins">
      <svg class="mark" viewBox="0 0 400 270" role="img" aria-label={texts.picture}>
        <circle class="wash-gold" cx="143" cy="135" r="112" />
        <circle class="wash-teal" cx="257" cy="135" r="112" />
        <path class="ring gold" d="M212.25 46.97A112 112 0 1 1 186.75 31.9" />
        <path class="ring teal" d="M187.75 223.03A112 112 0 1 1 213.25 238.1" />
        <text x="92" y="132">
          {texts.cookie}
        </text>
        <text class="under" x="92" y="154">
          {texts.cookieUse}
        </text>
        <text x="308" y="132">
          {texts.token}
        </text>
        <text class="under" x="308" y="154">
          {texts.tokenUse}
        </text>
        <text class="one" x="200" y="130">
          {first}
        </text>
        <text class="one" x="200" y="151">
          {second}
        </text>
      </svg>
    </figure>
  );
}
