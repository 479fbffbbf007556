/** The outbox under a clock that the test turns: what is sent, tried again, given up, and told. */
import { GemelError } from '@gemel/protocol';
import { createManualClock, type ManualClock } from 'gemel/testing';
import { describe, expect, it } from 'vitest';
import { createPostman, type MailFailure, type Postman, postmanLimits, type PostmanLimits } from '../../src/mail/create-postman.ts';
import { type MailMessage, permanentMailError, type SendMail } from '../../src/mail/mail-message.ts';
import { aLetter } from './a-letter.ts';

interface Office {
  readonly clock: ManualClock;
  readonly postman: Postman;
  /** Ids of the messages of which `send` was told, in order. */
  readonly tried: string[];
  readonly failures: MailFailure[];
  post(id?: string): void;
  /** What somebody who may be anybody has asked for. */
  ask(id: string): void;
}

function anOffice(send: SendMail, limits: Partial<PostmanLimits> = {}): Office {
  const clock = createManualClock();
  const tried: string[] = [];
  const failures: MailFailure[] = [];
  const noted: SendMail = (message) => {
    tried.push(message.id);
    return send(message);
  };
  const parts = {
    send: noted,
    clock,
    sleep: clock.sleep,
    random: () => 1,
    onFailed: (failure: MailFailure) => void failures.push(failure),
  };
  const postman = createPostman(parts, { ...postmanLimits, ...limits });
  const post = (id = 'id-1'): void =>
    postman.post({ kind: 'password-changed', isOwed: true, compose: (): MailMessage => ({ ...aLetter('password-changed'), id }) });
  const ask = (id: string): void => postman.post({ kind: 'reset-password', compose: () => ({ ...aLetter('reset-password'), id }) });
  return { clock, postman, tried, failures, post, ask };
}

const well: SendMail = async () => undefined;
const refused = (): Error => Object.assign(new Error('450 <ada@example.com> later'), { code: '450' });

describe('posting', () => {
  it('neither writes nor sends before the request had its answer (6.3.8)', async () => {
    const { clock, postman, tried } = anOffice(well);
    let isWritten = false;
    const compose = (): MailMessage => {
      isWritten = true;
      return aLetter('password-changed');
    };
    postman.post({ kind: 'password-changed', compose });
    await clock.settle();
    expect([isWritten, tried.length, postman.load().waiting]).toEqual([false, 0, 1]);
    await clock.advance(0.02);
    expect([isWritten, tried.length, postman.load()]).toEqual([true, 1, { waiting: 0, sent: 1, failed: 0 }]);
  });

  it('sends a few at once, and the others in their order', async () => {
    const release: (() => void)[] = [];
    const office = anOffice(() => new Promise<void>((resolve) => void release.push(resolve)), { concurrency: 2 });
    for (const id of ['1', '2', '3', '4']) office.post(id);
    await office.clock.advance(1);
    expect(office.tried).toEqual(['1', '2']);
    release[1]?.();
    await office.clock.settle();
    expect(office.tried).toEqual(['1', '2', '3']);
  });

  it('drops what is more than the outbox holds, and says so later, not while the request waits', async () => {
    const { clock, postman, failures, post } = anOffice(() => Promise.reject(refused()), { maxWaiting: 2 });
    for (const id of ['1', '2', '3']) post(id);
    await clock.settle();
    expect(failures).toEqual([]);
    await clock.advance(0.02);
    expect(failures).toEqual([{ kind: 'password-changed', reason: 'outbox_full', attempts: 0 }]);
    expect(postman.load().waiting).toBe(2);
  });

  it('keeps room for what an owner has to hear, and sends it first, however much strangers ask for', async () => {
    const release: (() => void)[] = [];
    const hangs = (): Promise<void> => new Promise((resolve) => void release.push(resolve));
    const office = anOffice(hangs, { maxWaiting: 4, keptForOwed: 2, concurrency: 1 });
    for (const id of ['asked-1', 'asked-2', 'asked-3']) office.ask(id);
    office.post('owed-1');
    office.post('owed-2');
    office.post('owed-3');
    await office.clock.advance(0.02);
    expect(office.failures.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['reset-password', 'outbox_full'],
      ['password-changed', 'outbox_full'],
    ]);
    for (let sent = 0; sent < 4; sent++) {
      release[sent]?.();
      await office.clock.settle();
    }
    expect(office.tried).toEqual(['asked-1', 'owed-1', 'owed-2', 'asked-2']);
  });

  it('survives a listener that throws, and a message that cannot be written', async () => {
    const clock = createManualClock();
    const onFailed = (): void => {
      throw new Error('listener');
    };
    const postman = createPostman({ send: well, clock, sleep: clock.sleep, random: () => 0, onFailed });
    const compose = (): MailMessage => aLetter('verify-email', { token: '' });
    postman.post({ kind: 'verify-email', compose });
    postman.post({ kind: 'password-changed', compose: () => aLetter('password-changed') });
    await clock.advance(1);
    expect(postman.load()).toEqual({ waiting: 0, sent: 1, failed: 1 });
  });
});

describe('a message that is not taken', () => {
  it('is tried again after 2, 4, 8 … 60 seconds, always as the same message, and given up after ten minutes', async () => {
    const begun: number[] = [];
    const office = anOffice(async () => {
      begun.push(Math.round(office.clock.monotonicMs() / 1000));
      throw refused();
    });
    office.post('same');
    await office.clock.advance(1200);
    expect(begun.map((second, index) => second - (begun[index - 1] ?? second))).toEqual([
      0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60,
    ]);
    expect(new Set(office.tried)).toEqual(new Set(['same']));
    expect(office.failures).toEqual([{ kind: 'password-changed', reason: 'gave_up', attempts: 14, code: '450' }]);
    expect(office.postman.load()).toEqual({ waiting: 0, sent: 0, failed: 1 });
  });

  it('is sent when the server is back', async () => {
    let isUp = false;
    const office = anOffice(async () => {
      if (!isUp) throw refused();
    });
    office.post();
    await office.clock.advance(10);
    isUp = true;
    await office.clock.advance(10);
    expect(office.postman.load()).toEqual({ waiting: 0, sent: 1, failed: 0 });
    expect(office.failures).toEqual([]);
  });

  it('is written again where a store did not answer meanwhile, and once it is written no more', async () => {
    let written = 0;
    let isUp = false;
    const office = anOffice(async () => {
      if (!isUp) throw refused();
    });
    const compose = async (): Promise<MailMessage> => {
      written += 1;
      if (written < 3) throw new GemelError('store_unavailable');
      return aLetter('reset-password');
    };
    office.postman.post({ kind: 'reset-password', compose });
    await office.clock.advance(30);
    isUp = true;
    await office.clock.advance(60);
    expect([written, office.failures, office.postman.load()]).toEqual([3, [], { waiting: 0, sent: 1, failed: 0 }]);
  });

  it('counts neither as sent nor as failed where it turned out not to be due', async () => {
    const office = anOffice(well);
    office.postman.post({ kind: 'reset-password', compose: async () => undefined });
    await office.clock.advance(1);
    expect([office.tried, office.failures, office.postman.load()]).toEqual([[], [], { waiting: 0, sent: 0, failed: 0 }]);
  });

  it('is not tried again where it was refused for good', async () => {
    const office = anOffice(() => Promise.reject(permanentMailError('550')));
    office.post();
    await office.clock.advance(600);
    expect(office.tried).toHaveLength(1);
    expect(office.failures).toEqual([{ kind: 'password-changed', reason: 'refused', attempts: 1, code: '550' }]);
  });

  it('does not hold its place for ever where nobody answers', async () => {
    const office = anOffice(() => new Promise(() => undefined), { concurrency: 1 });
    office.post('1');
    office.post('2');
    await office.clock.advance(31);
    expect(office.tried).toEqual(['1', '2']);
  });

  it('tells neither address nor what the server said', async () => {
    const said = [new Error('550 <ada@example.com>'), Object.assign(new Error('550'), { code: 'no such user ada@example.com' })];
    for (const error of said) {
      const office = anOffice(() => Promise.reject(error));
      office.post();
      await office.clock.advance(1200);
      expect(JSON.stringify(office.failures)).toBe('[{"kind":"password-changed","reason":"gave_up","attempts":14}]');
    }
  });
});

describe('closing', () => {
  it('sends what waits, also what would have been tried later', async () => {
    let isUp = false;
    const office = anOffice(async () => {
      if (!isUp) throw refused();
    });
    office.post('1');
    await office.clock.advance(60);
    office.post('2');
    isUp = true;
    await office.postman.close();
    expect(office.tried.slice(-2).sort()).toEqual(['1', '2']);
    expect(office.postman.load()).toEqual({ waiting: 0, sent: 2, failed: 0 });
  });

  it('is bounded, and reports what is left, once', async () => {
    const office = anOffice(() => new Promise(() => undefined), { concurrency: 1 });
    office.post('1');
    office.post('2');
    await office.clock.advance(1);
    let isClosed = false;
    const closing = office.postman.close().then(() => (isClosed = true));
    await office.clock.advance(2.9);
    expect(isClosed).toBe(false);
    await office.clock.advance(0.2);
    await closing;
    expect(office.failures.map(({ reason, attempts }) => [reason, attempts])).toEqual([
      ['closed', 1],
      ['closed', 0],
    ]);
    await office.clock.advance(100);
    expect(office.tried).toEqual(['1']);
    expect(office.postman.load()).toEqual({ waiting: 0, sent: 0, failed: 2 });
  });

  it('takes nothing afterwards', async () => {
    const office = anOffice(well);
    await office.postman.close();
    office.post();
    await office.clock.advance(1);
    expect(office.tried).toEqual([]);
    expect(office.failures).toEqual([{ kind: 'password-changed', reason: 'closed', attempts: 0 }]);
  });
});
