/** What each step of a plan does to the world. */
import type { Step } from '../plan/step.ts';
import { befall } from './befall.ts';
import { act } from './act.ts';
import { administer } from './administer.ts';
import { inspect } from './inspect.ts';
import { track } from './track.ts';
import type { World } from './world.ts';

export function takeStep(world: World, step: Step): void {
  switch (step.do) {
    case 'sign in':
    case 'request':
    case 'refresh':
    case 'mint':
    case 'step up':
    case 'sign out':
    case 'compare':
    case 'steal':
    case 'thief refreshes':
      return act(world, step);
    case 'revoke':
    case 'change grants':
    case 'revoke all':
    case 'rotate key':
    case 'retire key':
    case 'roll secret':
      return administer(world, step);
    case 'look around':
      return void track(
        world,
        inspect(world, () => true),
      );
    default:
      return befall(world, step);
  }
}
