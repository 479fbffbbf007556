/** The experiments of the lab; a new one is one more entry. */
import type { Experiment } from '../experiment.ts';
import { whatRevocationDoes } from './what-revocation-does.ts';
import { whereStateLives } from './where-state-lives.ts';

export const experimentList: readonly Experiment[] = [whereStateLives, whatRevocationDoes];
