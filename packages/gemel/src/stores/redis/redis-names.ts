/** Names of keys. All that must change together lies in one partition, and with it in one hash slot: `{gemel:7}` is its tag. */
import { partitionOf, sidInPartition } from '@gemel/protocol';
import { toStoredText } from '../stored-text.ts';

/** Keys of one partition that every change of its log may touch, in the order in which scripts expect them. */
export type LogKeys = readonly [meta: string, log: string, untils: string, floors: string, retired: string];

export interface RedisNames {
  readonly partitions: number;
  partitionOfSubject(subject: string): number;
  nameSession(subject: string, random: string): string;
  /** The log of a partition: what is known of it, its stream, when its entries are past, what they say by session, retired keys. */
  logOf(partition: number): LogKeys;
  /** When the sessions of a partition end or expire. */
  endsOf(partition: number): string;
  /** A key that never exists. */
  nothingOf(partition: number): string;
  session(sid: string): string;
  subject(subject: string): string;
  /** What is added to the version of every subject of a partition. */
  everyoneOf(partition: number): string;
  /** The sessions of a subject. */
  index(subject: string): string;
  /** A key of the first partition, where everything lies that is there once. */
  shared(name: string): string;
}

export function createRedisNames(prefix: string, partitions: number): RedisNames {
  const tag = (partition: number): string => `{${prefix}:${partition}}`;
  const partitionOfSubject = (subject: string): number => hashText(subject) % partitions;
  return {
    partitions,
    partitionOfSubject,
    nameSession: (subject, random) => sidInPartition(random, partitionOfSubject(subject), partitions),
    logOf(partition) {
      const of = tag(partition);
      return [`${of}:meta`, `${of}:log`, `${of}:untils`, `${of}:floors`, `${of}:retired`];
    },
    endsOf: (partition) => `${tag(partition)}:ends`,
    everyoneOf: (partition) => `${tag(partition)}:everyone`,
    nothingOf: (partition) => `${tag(partition)}:nothing`,
    session: (sid) => `${tag(partitionOf(sid, partitions))}:session:${toStoredText(sid)}`,
    subject: (subject) => `${tag(partitionOfSubject(subject))}:subject:${toStoredText(subject)}`,
    index: (subject) => `${tag(partitionOfSubject(subject))}:index:${toStoredText(subject)}`,
    shared: (name) => `${tag(0)}:${name}`,
  };
}

/** FNV-1a, 32 bits, over UTF-16 code units: stored sessions lie where it says, so it never changes. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // The low bits of FNV-1a are its weakest.
  return (hash ^ (hash >>> 16)) >>> 0;
}
