import { NEVER, sidInPartition, type FeedPage, type Revocation } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { createReaderBook, type ReaderBook } from '@gemel/verifier';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';

/** What is known of the readers behind a node: none has applied what it has not shown to have applied. */

const reader = { id: 'reader', acceptsStale: false };
const other = { id: 'other', acceptsStale: false };

function aBook(): { readonly clock: ManualClock; readonly book: ReaderBook } {
  const clock = createManualClock();
  return { clock, book: createReaderBook(clock, () => 5) };
}

function aPage(page: Partial<FeedPage> = {}): FeedPage {
  const base = {
    epoch: 'e',
    cursor: 'c1',
    entries: [],
    isSnapshot: false,
    hasMore: false,
    age: 0,
    now: 1,
    retention: 300,
    maxStaleness: 5,
  };
  return { ...base, ...page };
}

function anEntry(receipt: string, sid = 'A'.repeat(22)): Revocation {
  return { kind: 'session', sid, generation: NEVER, until: 300, receipt };
}

describe('a reader', () => {
  it('has applied a page when it reads on from it, and not before', () => {
    const { book } = aBook();
    book.noteArrival(reader, 'c0');
    expect(book.haveApplied('r')).toBe(false);
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')] }));
    expect(book.haveApplied('r')).toBe(false);
    book.noteArrival(reader, 'c1');
    expect(book.haveApplied('r')).toBe(true);
  });

  it('has not applied an answer that was lost on the way', () => {
    const { book } = aBook();
    book.noteArrival(reader, 'c0');
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')] }));
    book.noteArrival(reader, 'c0');
    expect(book.haveApplied('r')).toBe(false);
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')] }));
    book.noteArrival(reader, 'c1');
    expect(book.haveApplied('r')).toBe(true);
  });

  it('has not applied what it was told by the first of several pages, nor where it begins anew in between', () => {
    const { book } = aBook();
    book.noteArrival(reader, undefined);
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')], isSnapshot: true, hasMore: true }));
    book.noteArrival(reader, 'c1');
    expect(book.haveApplied('r')).toBe(false);
    book.noteAnswer(reader, aPage({ cursor: 'c2' }));
    book.noteArrival(reader, undefined);
    expect(book.haveApplied('r')).toBe(false);
    book.noteAnswer(reader, aPage({ cursor: 'c2' }));
    book.noteArrival(reader, 'c2');
    expect(book.haveApplied('r')).toBe(false);
  });

  it('has not applied what lies in a partition that was silent before all of it was given', () => {
    const { book } = aBook();
    const inSecond = sidInPartition('A'.repeat(22), 1, 2);
    book.noteArrival(reader, 'c0');
    book.noteAnswer(reader, aPage({ partitions: 2, hasMore: true, entries: [anEntry('r', inSecond), anEntry('q')] }));
    book.noteArrival(reader, 'c1');
    book.noteAnswer(reader, aPage({ partitions: 2, cursor: 'c2', silent: [1] }));
    book.noteArrival(reader, 'c2');
    expect({ r: book.haveApplied('r'), q: book.haveApplied('q') }).toEqual({ r: false, q: true });
    book.noteAnswer(reader, aPage({ partitions: 2, cursor: 'c3', entries: [anEntry('r', inSecond)] }));
    book.noteArrival(reader, 'c3');
    expect(book.haveApplied('r')).toBe(true);
  });

  it('is waited for until its lease must have run out, whatever others have applied', async () => {
    const { book, clock } = aBook();
    book.noteArrival(other, 'c1');
    book.noteArrival(reader, 'c0');
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')] }));
    book.noteArrival(reader, 'c1');
    expect(book.haveApplied('r')).toBe(false);
    await clock.advance(4);
    book.noteArrival(reader, 'c1');
    expect(book.haveApplied('r')).toBe(false);
    await clock.advance(1.1);
    expect(book.haveApplied('r')).toBe(true);
  });

  it('that accepts when stale is waited for a day, and forgotten then: whoever asks once must not stand in the way for ever', async () => {
    const { book, clock } = aBook();
    book.noteArrival({ id: 'accepting', acceptsStale: true }, undefined);
    await clock.advance(86_000);
    expect(book.haveApplied('r')).toBe(false);
    await clock.advance(401);
    expect(book.haveApplied('r')).toBe(true);
    expect(book.size).toBe(0);
  });

  it('that says only later that it accepts when stale is taken at its word', async () => {
    const { book, clock } = aBook();
    book.noteArrival(reader, undefined);
    book.noteArrival({ ...reader, acceptsStale: true }, 'c1');
    await clock.advance(60);
    expect(book.haveApplied('r')).toBe(false);
  });

  it('that does not say who it is, or is one too many, is waited for until the bound', async () => {
    const { book, clock } = aBook();
    expect(book.noteArrival(undefined, undefined)).toBe(false);
    expect(book.noteArrival(undefined, 'c1')).toBe(true);
    expect(book.haveApplied('r')).toBe(false);
    await clock.advance(5.1);
    expect(book.haveApplied('r')).toBe(true);
    for (let index = 0; index < 20_001; index++) book.noteArrival({ id: String(index), acceptsStale: index === 20_000 }, 'c0');
    expect(book.size).toBe(20_000);
    await clock.advance(60);
    expect(book.haveApplied('r')).toBe(false); // the one too many accepts when stale
    await clock.advance(86_400);
    expect(book.haveApplied('r')).toBe(true);
  });

  it('was not counted before it came, nor when it comes back after its lease has run out', async () => {
    const { book, clock } = aBook();
    expect(book.noteArrival(reader, 'c0')).toBe(false);
    expect(book.noteArrival(reader, 'c0')).toBe(true);
    expect(book.hasReaders()).toBe(true);
    await clock.advance(5.1);
    expect(book.hasReaders()).toBe(false);
    expect(book.noteArrival(reader, 'c0')).toBe(false);
  });
});

it('remembers nothing of what is settled', () => {
  const { book } = aBook();
  let told = 0;
  book.onApplied(() => void told++);
  const apply = (): void => {
    book.noteArrival(reader, 'c0');
    book.noteAnswer(reader, aPage({ entries: [anEntry('r')] }));
    book.noteArrival(reader, 'c1');
  };
  apply();
  expect(told).toBe(1);
  book.settle('r');
  apply();
  expect(told).toBe(1);
  expect(book.isSettled('r')).toBe(true);
});

it('does not look at every reader each time that one of them comes back', () => {
  const clock = createManualClock();
  let looks = 0;
  const monotonicMs = (): number => {
    looks++;
    return clock.monotonicMs();
  };
  const book = createReaderBook({ ...clock, monotonicMs }, () => 5);
  const readers = Array.from({ length: 2000 }, (_, index) => ({ id: String(index), acceptsStale: false }));
  for (const one of readers) {
    book.noteArrival(one, 'c0');
    book.noteAnswer(one, aPage({ entries: [anEntry('r')] }));
  }
  for (const one of readers) {
    book.haveApplied('r');
    book.noteArrival(one, 'c1');
  }
  expect(book.haveApplied('r')).toBe(true);
  expect(looks).toBeLessThan(20 * readers.length); // of 4 million
});
