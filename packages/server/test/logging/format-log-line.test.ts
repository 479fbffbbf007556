/** Log lines for people. */
import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/logging/create-logger.ts';
import { faultFacts } from '../../src/logging/log-events.ts';

function written(format: 'json' | 'text', write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ level: 'info', format, write: (line) => void (text += line) }));
  return text;
}

describe('a log line', () => {
  it('reads as time, level, what happened and its facts', () => {
    const text = written('text', (logger) => logger.info({ sid: 'abc', status: 200 }, 'request'));
    expect(text).toMatch(/^\d\d:\d\d:\d\d info {2}request sid=abc status=200\n$/);
  });

  it('cannot be broken, or forged, by what is in it (S06)', () => {
    const text = written('text', (logger) =>
      logger.error({ cause: 'one\n12:00:00 info  session.started', empty: '', two: 'a b' }, 'fault'),
    );
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('cause="one\\n12:00:00 info  session.started" empty="" two="a b"');
  });

  it.each(['json', 'text'] as const)('withholds what goes by the name of a credential, as %s (P9)', (format) => {
    const text = written(format, (logger) =>
      logger.info(
        { authorization: 'Bearer s3cret', headers: { cookie: 's3cret', 'set-cookie': 's3cret' }, body: { password: 's3cret' } },
        'mistake',
      ),
    );
    expect(text).not.toContain('s3cret');
    expect(text).toContain('[withheld]');
  });

  it('keeps to its level', () => {
    expect(written('json', (logger) => logger.debug('quiet'))).toBe('');
  });

  it('tells a fault by its code and what caused it, down the chain', () => {
    const error = new GemelError('store_unavailable', new Error('disk', { cause: new Error('cable') }));
    expect(faultFacts(error)).toEqual({ code: 'store_unavailable', cause: 'disk: cable' });
    expect(faultFacts(new TypeError('slip'))).toEqual({ code: 'internal', cause: 'slip' });
    expect(faultFacts(new GemelError('view_stale'))).toEqual({ code: 'view_stale' });
  });
});
