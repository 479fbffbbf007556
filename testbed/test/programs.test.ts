import { afterEach, describe, expect, test, vi } from 'vitest';
import { findProgram, requireProgram, requireRuntime, requireServer } from '@gemel/testbed';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Nothing is installed where nothing is looked for; Debian's other folders may hold nginx and PostgreSQL all the same. */
function hidePrograms(): void {
  vi.stubEnv('PATH', '/nowhere');
}

describe('what a test needs of the machine', () => {
  test('is found in PATH, or is undefined', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('no-such-program')).toBeUndefined();
  });

  test('is the server that the environment names, where any will do', () => {
    vi.stubEnv('GEMEL_TEST_REDIS_URL', 'redis://elsewhere:1');
    expect(requireServer('redis-server', 'GEMEL_TEST_REDIS_URL')).toEqual({ url: 'redis://elsewhere:1' });
  });

  test('is skipped with one line that says what to install, where it is missing', () => {
    hidePrograms();
    vi.stubEnv('GEMEL_TEST_REQUIRE', '');
    vi.stubEnv('GEMEL_TEST_REDIS_URL', '');
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(requireProgram('faketime')).toBeUndefined();
    expect(requireServer('redis-server', 'GEMEL_TEST_REDIS_URL')).toBeUndefined();
    expect(said.mock.calls).toEqual([
      ['SKIPPED: no faketime: run `apt-get install faketime`\n'],
      ['SKIPPED: no redis-server: run `apt-get install redis-server`, or set GEMEL_TEST_REDIS_URL\n'],
    ]);
  });

  test('is the runtime that the environment names', () => {
    vi.stubEnv('GEMEL_TEST_DENO', '/opt/deno');
    expect(requireRuntime('deno')).toBe('/opt/deno');
  });

  test('is a failure where GEMEL_TEST_REQUIRE=all', () => {
    hidePrograms();
    vi.stubEnv('GEMEL_TEST_REQUIRE', 'all');
    expect(() => requireProgram('faketime')).toThrow('apt-get install faketime');
  });
});
