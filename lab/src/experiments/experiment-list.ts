/** The experiments of the lab, in the order of their numbers; a new one is one more entry. */
import type { Experiment } from './experiment.ts';
import { cost } from './cost.ts';
import { expiry } from './expiry/expiry.ts';
import { outage } from './outage.ts';
import { revocation } from './revocation/revocation.ts';
import { scaling } from './scaling/scaling.ts';
import { state } from './state.ts';
import { statelessness } from './statelessness.ts';
import { theft } from './theft/theft.ts';

export const experimentList: readonly Experiment[] = [state, scaling, statelessness, revocation, outage, theft, expiry, cost];
