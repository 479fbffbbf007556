/** Reads, again and again, what the nodes of a fleet still trust, and by what they answer. */
import { setTimeout } from 'node:timers/promises';
import { nowMs } from '../fleet/recorder.ts';
import type { Fleet } from '../fleet/start-fleet.ts';
import type { LiveNode } from './live-picture.ts';

/** The answers that somebody gets from a node, told as they come. */
export interface Answers {
  count: number;
  /** Null where nothing was answered yet. */
  status: number | null;
  /** By `nowMs`, of the last one. */
  atMs: number;
}

export interface LeaseReading {
  /** Its name. */
  readonly node: string;
  /** Milliseconds since the watching began. */
  readonly atMs: number;
  readonly leftMs: number;
}

export interface NodesWatch {
  /** Ends the watching; returns the leases that were read, none of nodes that count no lease. */
  finish(): Promise<readonly LeaseReading[]>;
}

/** Between two readings. */
const pauseMs = 200;
/** So long without an answer, and it is said that one is waited for. */
const silentMs = 400;

interface Seen {
  readonly count: number;
  readonly commands: number;
  readonly leftMs: number | null;
  readonly said: Pick<LiveNode, 'said' | 'tone'>;
}

const nothingSeen: Seen = { count: 0, commands: 0, leftMs: null, said: { said: 'not asked yet', tone: 'plain' } };

/** @param answers by node */
export function watchNodes(fleet: Fleet, answers: readonly Answers[], onRead: (nodes: readonly LiveNode[]) => void): NodesWatch {
  const since = nowMs();
  const readings: LeaseReading[] = [];
  const seen = answers.map(() => nothingSeen);
  let isOver = false;

  const readNode = async (told: Answers, index: number): Promise<LiveNode> => {
    const node = fleet.node(index);
    const leftMs = await node.leaseLeftMs();
    const atMs = nowMs();
    const before = seen[index] ?? nothingSeen;
    const now = { ...told, leftMs, commands: await fleet.commands(index) };
    const said = atMs - told.atMs > silentMs ? waiting : now.count === before.count ? before.said : describeAnswer(now, before);
    seen[index] = { ...now, said };
    if (leftMs !== null) readings.push({ node: node.name, atMs: atMs - since, leftMs });
    return { name: node.name, leaseLeftMs: leftMs, ...said };
  };
  const read = async (): Promise<void> => {
    while (!isOver) {
      onRead(await Promise.all(answers.map(readNode)));
      await setTimeout(pauseMs);
    }
  };
  const reading = read().catch(() => undefined); // of a fleet that was stopped under it
  return {
    async finish() {
      isOver = true;
      await reading;
      return readings;
    },
  };
}

const waiting = { said: 'an answer is waited for', tone: 'plain' } as const;

/** A lease that had time left is what it was let in by; without one, the store was asked, or the credential alone was believed. */
function describeAnswer(now: Omit<Seen, 'said'> & Pick<Answers, 'status'>, before: Seen): Seen['said'] {
  const { status, leftMs } = now;
  if (status === null || status === 0) return { said: 'no answer', tone: 'bad' };
  if (status >= 500) return { said: `not now (${status})`, tone: 'bad' };
  if (status !== 200) return { said: `refused (${status})`, tone: 'plain' };
  if (Math.max(leftMs ?? 0, before.leftMs ?? 0) > 0) return { said: 'let in from memory', tone: 'good' };
  const hasAsked = leftMs !== null || now.commands - before.commands >= now.count - before.count;
  return { said: hasAsked ? 'let in, the store was asked' : 'let in by what it was shown', tone: 'good' };
}
