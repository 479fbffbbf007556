/** What lies between machines: it delays, loses, repeats and reorders messages, and can be cut in one direction. */
import type { Prng } from './prng.ts';
import type { Scheduler } from './scheduler.ts';

/** How the network behaves throughout a simulation. */
export interface Weather {
  /** Milliseconds that a message takes as a rule, at most. */
  readonly usualMs: number;
  /** How often one takes far longer, and how long then, at most. */
  readonly delayChance: number;
  readonly delayMs: number;
  readonly lossChance: number;
  readonly repeatChance: number;
}

export interface Network {
  /** `arrive` runs when, and as often as, the message arrives. */
  send(from: string, to: string, arrive: () => void): void;
  /** From now on nothing gets from one to the other. `*` stands for everybody. */
  cut(from: string, to: string): void;
  mend(from: string, to: string): void;
  /** From now on nothing is lost, late or cut. */
  calm(): void;
}

interface Link {
  readonly prng: Prng;
  isCut: boolean;
}

export function createNetwork(scheduler: Scheduler, prng: Prng, given: Weather): Network {
  const links = new Map<string, Map<string, Link>>();
  let weather = given;
  let cuts = 0;

  function linkOf(from: string, to: string): Link {
    let fromHere = links.get(from);
    if (fromHere === undefined) links.set(from, (fromHere = new Map()));
    const known = fromHere.get(to);
    if (known !== undefined) return known;
    const link = { prng: prng.fork(`${from}>${to}`), isCut: false };
    fromHere.set(to, link);
    return link;
  }

  function setCut(link: Link, isCut: boolean): void {
    if (link.isCut !== isCut) cuts += isCut ? 1 : -1;
    link.isCut = isCut;
  }

  function isCut(from: string, to: string): boolean {
    return cuts > 0 && anyCut(from, to);
  }

  function anyCut(from: string, to: string): boolean {
    return linkOf(from, to).isCut || linkOf(from, '*').isCut || linkOf('*', to).isCut;
  }

  function carry(from: string, to: string, draw: Prng, arrive: () => void): void {
    const { usualMs, delayChance, delayMs } = weather;
    const tookMs = draw.chance(delayChance) ? draw.between(usualMs, delayMs) : draw.between(0.1, usualMs);
    scheduler.at(scheduler.nowMs + tookMs, () => {
      // What was under way when the link was cut is lost as well.
      if (!isCut(from, to)) arrive();
    });
  }

  return {
    send(from, to, arrive) {
      const { prng: draw } = linkOf(from, to);
      if (isCut(from, to) || draw.chance(weather.lossChance)) return;
      carry(from, to, draw, arrive);
      if (draw.chance(weather.repeatChance)) carry(from, to, draw, arrive);
    },
    cut: (from, to) => setCut(linkOf(from, to), true),
    mend: (from, to) => setCut(linkOf(from, to), false),
    calm() {
      weather = { usualMs: weather.usualMs, delayChance: 0, delayMs: 0, lossChance: 0, repeatChance: 0 };
      for (const fromHere of links.values()) for (const link of fromHere.values()) setCut(link, false);
    },
  };
}
