/** Experiment 9: which one for me? A model that is written down here, fed with what was measured. */
import { spell } from '../experiments/numbers.ts';
import type { Measures } from './measures.ts';
import { type ClientKind, type Profile, type ProfileNumber, profileFields } from './profile.ts';

/** What a scheme would cost an application, a month. */
export interface Estimate {
  readonly measures: Measures;
  /** Empty where it fits; else why it does not. */
  readonly obstacle: string;
  readonly nodeCores: number;
  readonly storeCores: number;
  readonly storeGiB: number;
  readonly trafficGiB: number;
  /** Milliseconds for which each request waits for the store. */
  readonly waitMs: number;
  /** Hours a month in which a session that has ended still works for whoever holds a copy; all of them together. */
  readonly exposedHours: number;
  readonly units: number;
}

export interface Advice {
  /** Undefined where nothing fits. */
  readonly choice: Estimate | undefined;
  readonly reasons: readonly string[];
  /** From cheapest to dearest, those that do not fit last. */
  readonly estimates: readonly Estimate[];
  readonly flips: readonly Flip[];
}

/** Where another choice would be made, if one number were another. */
export interface Flip {
  readonly label: string;
  readonly unit: string;
  readonly now: number;
  readonly at: number;
  readonly choice: string;
}

const secondsPerMonth = 30 * 86_400;
const gib = 2 ** 30;
/** Seconds after which a node knows nobody any more without looking anew: as long as a token or a cached record lives. */
const renewedEvery = 300;

/** From the fewest parts of one's own to the most; among schemes that cost about the same, the first is named. */
const byParts: readonly string[] = ['express-session', 'fastify-jwt', 'jwt', 'gemel-cookie', 'gemel-token', 'jwt-deny-list'];

/** Within this share of the cheapest, and within so many units, schemes cost about the same. */
const sameShare = 1.15;
const sameUnits = 5;

/** What must be held by whom: a browser with its own server by a cookie, everything else by a token. */
const heldBy: Readonly<Record<ClientKind, 'cookie' | 'token'>> = {
  pages: 'cookie',
  spa: 'cookie',
  'spa-elsewhere': 'token',
  mobile: 'token',
  services: 'token',
};

export function advise(profile: Profile, measures: readonly Measures[]): Advice {
  const estimates = estimateAll(profile, measures);
  const choice = choose(estimates);
  return {
    choice,
    estimates,
    reasons: choice === undefined ? [] : explain(profile, choice, estimates),
    flips: choice === undefined ? [] : findFlips(profile, measures, choice),
  };
}

function estimateAll(profile: Profile, measures: readonly Measures[]): readonly Estimate[] {
  const estimates = measures.map((one) => estimate(profile, one));
  return estimates.toSorted((left, right) => Number(left.obstacle !== '') - Number(right.obstacle !== '') || left.units - right.units);
}

/** The model. Everything in it is a product of what was measured and what was asked. */
function estimate(profile: Profile, measures: Measures): Estimate {
  const { requests, nodes, users, roundTrip, signOuts, lifetime } = profile;
  const newAtNode = Math.min(requests, (users * nodes) / renewedEvery);
  const nodeCores = (requests * measures.nodeUs + newAtNode * (measures.coldUs - measures.nodeUs)) / 1e6;
  const storeCores = (requests * measures.storeUs) / 1e6;
  const storeGiB = (users * measures.storedBytes) / gib;
  const trafficGiB = (requests * measures.sentBytes * secondsPerMonth) / gib;
  const waitMs = measures.waits * roundTrip;
  // A token is stolen or left behind at any moment of its life: half of it is left on average.
  const copySeconds = measures.endsByExpiry ? lifetime / 2 : measures.copySeconds;
  const exposedHours = (signOuts * 30 * copySeconds) / 3600;
  const units =
    (nodeCores + storeCores) * profile.core +
    storeGiB * profile.memory +
    trafficGiB * profile.traffic +
    waitMs * profile.millisecond +
    exposedHours * profile.exposure;
  return { measures, obstacle: findObstacle(profile, measures), nodeCores, storeCores, storeGiB, trafficGiB, waitMs, exposedHours, units };
}

function findObstacle({ clients }: Profile, { credential, sharesSecret }: Measures): string {
  if (heldBy[clients] !== credential)
    return credential === 'cookie'
      ? 'a cookie does not reach these clients'
      : 'a page would have to keep a token where scripts can read it';
  if (clients === 'services' && sharesSecret) return 'whoever checks its tokens could make them: the services would hold the secret';
  return '';
}

function choose(estimates: readonly Estimate[]): Estimate | undefined {
  const fitting = estimates.filter(({ obstacle }) => obstacle === '');
  const least = Math.min(...fitting.map(({ units }) => units));
  const same = fitting.filter(({ units }) => units <= Math.max(least * sameShare, least + sameUnits));
  return same.toSorted((left, right) => partsOf(left) - partsOf(right))[0];
}

function partsOf({ measures }: Estimate): number {
  const at = byParts.indexOf(measures.id);
  return at < 0 ? byParts.length : at;
}

function explain(profile: Profile, choice: Estimate, estimates: readonly Estimate[]): readonly string[] {
  const fitting = estimates.filter(({ obstacle }) => obstacle === '');
  const [cheapest] = fitting;
  const isCheapest = cheapest === choice;
  const others = fitting.filter((one) => one !== choice);
  return [
    `${heldBy[profile.clients] === 'cookie' ? 'A cookie fits these clients, and is out of reach of scripts' : 'These clients need a token'}.`,
    isCheapest || cheapest === undefined
      ? `It costs least: ${spell(choice.units, 'units')} a month.`
      : `It costs about as much as the cheapest (${spell(choice.units, 'units')} against ${spell(cheapest.units, 'units')} of ${cheapest.measures.title}), and has fewer parts of its own.`,
    `A request waits ${spell(choice.waitMs, 'ms')} for the store${choice.storeCores > 0 ? `, which needs ${spell(choice.storeCores, 'cores')} for it` : '; the store is not asked'}.`,
    `Sessions that have ended still work for ${spell(choice.exposedHours, 'hours')} a month in all${choice.measures.endsByExpiry ? ', because nothing calls a token back' : ''}.`,
    ...others.slice(0, 3).map((one) => `${one.measures.title} would cost ${spell(one.units, 'units')}: ${describeMost(profile, one)}.`),
  ];
}

/** What makes up most of what it costs. */
function describeMost(profile: Profile, one: Estimate): string {
  const parts: readonly (readonly [what: string, units: number])[] = [
    [`processors (${spell(one.nodeCores + one.storeCores, 'cores')})`, (one.nodeCores + one.storeCores) * profile.core],
    [`the store’s memory (${spell(one.storeGiB, 'GiB')})`, one.storeGiB * profile.memory],
    [`bytes of requests (${spell(one.trafficGiB, 'GiB')})`, one.trafficGiB * profile.traffic],
    [`waiting for the store (${spell(one.waitMs, 'ms')} each)`, one.waitMs * profile.millisecond],
    [`ended sessions that still work (${spell(one.exposedHours, 'hours')})`, one.exposedHours * profile.exposure],
  ];
  const [most] = parts.toSorted((left, right) => right[1] - left[1]);
  return `most of it for ${most?.[0] ?? 'nothing'}`;
}

/** For each number: the nearest value, up or down, at which another scheme would be named. */
function findFlips(profile: Profile, measures: readonly Measures[], choice: Estimate): readonly Flip[] {
  return profileFields.flatMap(({ name, label, unit, least, most }) => {
    const flips = [2, 0.5].flatMap((factor) => {
      const found = searchFlip(profile, measures, choice, { name, factor, least, most });
      return found === null ? [] : [{ label, unit, now: profile[name], ...found }];
    });
    return flips;
  });
}

interface Search {
  readonly name: ProfileNumber;
  readonly factor: number;
  readonly least: number;
  readonly most: number;
}

function searchFlip(
  profile: Profile,
  measures: readonly Measures[],
  choice: Estimate,
  { name, factor, least, most }: Search,
): { at: number; choice: string } | null {
  const choiceAt = (value: number): Estimate | undefined => choose(estimateAll({ ...profile, [name]: value }, measures));
  let same = Math.max(profile[name], 1e-3);
  for (let steps = 0; steps < 10; steps++) {
    const next = same * factor;
    if (next < least || next > most) return null;
    if (choiceAt(next)?.measures.id !== choice.measures.id) {
      let [near, far] = [same, next];
      for (let halvings = 0; halvings < 12; halvings++) {
        const middle = (near + far) / 2;
        if (choiceAt(middle)?.measures.id === choice.measures.id) near = middle;
        else far = middle;
      }
      return { at: Number(far.toPrecision(2)), choice: choiceAt(far)?.measures.title ?? 'nothing' };
    }
    same = next;
  }
  return null;
}
