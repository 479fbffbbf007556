/** The lab while its page is open: one experiment runs at a time, others wait, each can be stopped, repeated and changed. */
import type { Experiment, Outcome, ParameterValues } from '../experiments/experiment.ts';
import type { LivePicture } from '../experiments/live-picture.ts';
import type { FleetPlace } from '../fleet/start-fleet.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { runExperiment } from './run-experiment.ts';

export type ExperimentState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'running'; readonly done: number; readonly what: string; readonly secondsLeft: number | null }
  | { readonly kind: 'finished'; readonly seconds: number; readonly isRepeated: boolean }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Found {
  readonly values: ParameterValues;
  readonly seconds: number;
  readonly outcome: Outcome;
}

export interface LabState {
  stateOf(id: string): ExperimentState;
  foundBy(id: string): Found | null;
  /** The run before that one. */
  foundBefore(id: string): Found | null;
  /** What the nodes are doing just now; null where it does not run, or shows nothing. */
  pictureOf(id: string): LivePicture | null;
  start(id: string, values: ParameterValues): void;
  stop(id: string): void;
  /** Called with the id of what has changed. */
  onChange(listener: (id: string) => void): () => void;
  /** Called with the id of what shows another picture. */
  onShow(listener: (id: string) => void): () => void;
}

interface LabStatePlan {
  readonly experiments: readonly Experiment[];
  readonly schemes: readonly Scheme[];
  readonly place: FleetPlace;
}

export function createLabState({ experiments, schemes, place }: LabStatePlan): LabState {
  const states = new Map<string, ExperimentState>();
  const found = new Map<string, readonly Found[]>();
  const queue: { readonly experiment: Experiment; readonly values: ParameterValues }[] = [];
  const listeners = new Set<(id: string) => void>();
  const lookers = new Set<(id: string) => void>();
  let picture: { readonly id: string; readonly shown: LivePicture } | null = null;
  let running: { readonly id: string; readonly controller: AbortController } | null = null;

  const become = (id: string, state: ExperimentState): void => {
    states.set(id, state);
    for (const listener of listeners) listener(id);
  };
  const runNext = async (): Promise<void> => {
    const next = queue.shift();
    if (next === undefined || running !== null) return;
    const { experiment, values } = next;
    const { id } = experiment;
    const controller = new AbortController();
    const began = performance.now();
    running = { id, controller };
    const onProgress = (done: number, what: string): void => {
      const seconds = (performance.now() - began) / 1000;
      become(id, { kind: 'running', done, what, secondsLeft: done > 0.05 ? (seconds * (1 - done)) / done : null });
    };
    const onShow = (shown: LivePicture): void => {
      if (controller.signal.aborted) return;
      picture = { id, shown };
      for (const looker of lookers) looker(id);
    };
    onProgress(0, 'starting');
    try {
      const { seconds, outcome } = await runExperiment(experiment, {
        schemes,
        values,
        place,
        signal: controller.signal,
        onProgress,
        onShow,
      });
      picture = null;
      const before = found.get(id) ?? [];
      found.set(id, [...before.slice(-1), { values, seconds, outcome }]);
      become(id, { kind: 'finished', seconds, isRepeated: before.length > 0 });
    } catch (error) {
      picture = null;
      become(id, controller.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', message: String(error) });
    }
    running = null;
    void runNext();
  };

  return {
    stateOf: (id) => states.get(id) ?? { kind: 'idle' },
    foundBy: (id) => found.get(id)?.at(-1) ?? null,
    foundBefore: (id) => found.get(id)?.at(-2) ?? null,
    pictureOf: (id) => (picture?.id === id ? picture.shown : null),
    start(id, values) {
      const experiment = experiments.find((one) => one.id === id);
      const isBusy = running?.id === id || queue.some((one) => one.experiment.id === id);
      if (experiment === undefined || isBusy) return;
      queue.push({ experiment, values });
      become(id, { kind: 'queued' });
      if (running === null) void runNext();
    },
    stop(id) {
      const at = queue.findIndex(({ experiment }) => experiment.id === id);
      if (at >= 0) {
        queue.splice(at, 1);
        become(id, { kind: 'stopped' });
      }
      if (running?.id === id) running.controller.abort(new Error('stopped'));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onShow(looker) {
      lookers.add(looker);
      return () => lookers.delete(looker);
    },
  };
}
