/** Draws what happens in a simulation from its seed: people and administrators at work, and what goes wrong around them. */
import type { Prng } from '../engine/prng.ts';
import { drawSettings, type Settings } from '../world/settings.ts';
import type { Deed, Step } from './step.ts';

export interface Plan {
  readonly seed: number;
  readonly settings: Settings;
  readonly steps: readonly Step[];
}

type Draw = (prng: Prng, settings: Settings) => Deed;

const client = (prng: Prng, settings: Settings): number => prng.int(settings.clients);
const node = (prng: Prng, settings: Settings): number => prng.int(settings.nodes);
const subject = (prng: Prng, settings: Settings): number => prng.int(settings.subjects);
const machine = (prng: Prng, settings: Settings): number => prng.int(settings.nodes + settings.verifiers);
const until = (prng: Prng): 'committed' | 'everywhere' => prng.pick(['committed', 'everywhere']);
/** A while, in milliseconds: up to twice the bound, mostly near it. */
const while_ = (prng: Prng, { maxStaleness }: Settings): number =>
  maxStaleness * 1000 * prng.pick([0.2, 0.8, 1.1, 2, 3]) * prng.between(0.8, 1.2);

/** How often, and what. */
const deeds: readonly (readonly [number, Draw])[] = [
  [
    3,
    (prng, s) => ({
      do: 'sign in',
      client: client(prng, s),
      node: node(prng, s),
      mode: mode(prng),
      thinkMs: prng.between(0, s.maxStaleness * 800),
    }),
  ],
  [5, (prng, s) => ({ do: 'request', client: client(prng, s), place: machine(prng, s), by: prng.pick(['cookie', 'bearer']) })],
  [6, (prng, s) => ({ do: 'refresh', client: client(prng, s), node: node(prng, s), tabs: prng.pick([1, 1, 2]) })],
  [2, (prng, s) => ({ do: 'mint', client: client(prng, s), node: node(prng, s) })],
  [1, (prng, s) => ({ do: 'step up', client: client(prng, s), node: node(prng, s) })],
  [1, (prng, s) => ({ do: 'sign out', client: client(prng, s), node: node(prng, s) })],
  [2, (prng, s) => ({ do: 'revoke', client: client(prng, s), node: node(prng, s), until: until(prng) })],
  [3, (prng, s) => ({ do: 'compare', client: client(prng, s), node: node(prng, s) })],
  [1, (prng, s) => ({ do: 'change grants', subject: subject(prng, s), node: node(prng, s) })],
  [1, (prng, s) => ({ do: 'revoke all', subject: subject(prng, s), node: node(prng, s), until: until(prng) })],
  [1, (prng, s) => ({ do: 'steal', client: client(prng, s), node: 0 })],
  [1, (prng, s) => ({ do: 'thief refreshes', client: client(prng, s), node: node(prng, s) })],
  [3, () => ({ do: 'look around' })],
  [0.4, (prng, s) => ({ do: 'rotate key', node: node(prng, s) })],
  [0.4, (prng, s) => ({ do: 'retire key', node: node(prng, s), until: until(prng) })],
];

const faults: readonly (readonly [number, Draw])[] = [
  [2, (prng, s) => ({ do: 'crash', node: node(prng, s), ms: while_(prng, s) })],
  [1, (prng, s) => ({ do: 'restart', node: node(prng, s), ms: prng.between(1, 500) })],
  [1, (prng, s) => ({ do: 'crash verifier', verifier: prng.int(s.verifiers), ms: while_(prng, s) })],
  [3, (prng, s) => ({ do: 'halt', machine: machine(prng, s), ms: while_(prng, s) })],
  [2, (prng, s) => ({ do: 'step wall', machine: machine(prng, s), ms: prng.pick([-1, 1]) * prng.pick([s.maxStaleness * 900, 3_600_000]) })],
  [4, (prng, s) => ({ do: 'cut', machine: machine(prng, s), way: prng.pick(['to', 'from', 'both']), ms: while_(prng, s) })],
  [1, (prng, s) => ({ do: 'store down', ms: while_(prng, s) })],
  [1, (prng, s) => ({ do: 'store halts', ms: while_(prng, s) })],
  [
    2,
    (prng, s) => ({
      do: 'fail over',
      lostMs: s.maxStaleness * prng.pick([0, 100, 500, 1500]),
      ms: prng.chance(0.5) ? 0 : while_(prng, s),
      offsetMs: engineOffset(prng, s),
    }),
  ],
  [0.5, () => ({ do: 'raise epoch' })],
  [0.5, () => ({ do: 'roll secret' })],
];

/** Milliseconds by which an engine's clock is off: within the tolerance, as DESIGN assumes. */
export function engineOffset(prng: Prng, { clockTolerance }: Settings): number {
  return clockTolerance * 1000 * prng.between(-0.4, 0.4);
}

export function drawPlan(seed: number, prng: Prng): Plan {
  const settings = drawSettings(prng.fork('settings'));
  const draw = prng.fork('steps');
  const time = (): number => draw.between(0, settings.durationMs * 0.95);
  const steps: Step[] = [];
  for (let index = 0; index < settings.clients; index++) {
    steps.push({ atMs: draw.between(0, 300), do: 'sign in', client: index, node: node(draw, settings), mode: mode(draw), thinkMs: 10 });
  }
  const count = 12 + draw.int(24);
  for (let index = 0; index < count; index++) steps.push({ atMs: time(), ...drawFrom(deeds, draw, settings) });
  const faultCount = draw.pick([0, 1, 2, 4, 7]);
  for (let index = 0; index < faultCount; index++) steps.push({ atMs: time(), ...drawFrom(faults, draw, settings) });
  return { seed, settings, steps: steps.sort((left, right) => left.atMs - right.atMs) };
}

function mode(prng: Prng): 'cookie' | 'token' | 'both' {
  return prng.pick(['cookie', 'token', 'both', 'both']);
}

function drawFrom(table: readonly (readonly [number, Draw])[], prng: Prng, settings: Settings): Deed {
  let left = prng.float() * table.reduce((sum, [weight]) => sum + weight, 0);
  const found = table.find(([weight]) => (left -= weight) < 0) ?? table[0];
  if (found === undefined) throw new Error('an empty table');
  return found[1](prng, settings);
}
