/** What a device is called in the list of sessions. */
import { describe, expect, it } from 'vitest';
import { deviceLabel } from '../../src/http/device-label.ts';

describe('a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox on Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    ['curl/7.88.1', 'curl'],
    ['orders-cli', 'orders-cli'],
    ['', undefined],
    [undefined, undefined],
    ['<script>alert(1)</script>', undefined],
  ])('that says %j is called %j', (userAgent, label) => {
    expect(deviceLabel(userAgent)).toBe(label);
  });

  it('is named quickly, however long and odd the text (J24)', () => {
    const begun = performance.now();
    deviceLabel('a'.repeat(1_000_000));
    deviceLabel(`Mozilla/5.0 (${'('.repeat(100_000)}`);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
