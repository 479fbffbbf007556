/** The systemd unit and the image say what the server understands. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationTable } from '../../src/configuration/configuration-table.ts';
import { judgeConfiguration } from '../../src/configuration/load-configuration.ts';
import { root } from './support/compose-file.ts';

const unit = readFileSync(join(root, 'deploy/gemel.service'), 'utf8');
const known = configurationTable.flatMap(({ name }) => [name, `${name}_FILE`]);

function linesOf(key: string): readonly string[] {
  return unit.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
}

describe('deploy/gemel.service', () => {
  it('sets what is a setting, and loads each file that it names', () => {
    const variables = linesOf('Environment').map((line) => line.split('='));
    for (const [name = '', value = ''] of variables) {
      expect(['NODE_ENV', ...known]).toContain(name);
      const credential = /^%d\/(.+)$/.exec(value)?.[1];
      if (credential !== undefined) expect(linesOf('LoadCredential').map((line) => line.split(':')[0])).toContain(credential);
    }
  });

  it('runs a program that is there', () => {
    const [program, script = '', command] = (linesOf('ExecStart')[0] ?? '').split(' ');
    expect([program, command]).toEqual(['/usr/bin/node', 'serve']);
    expect(existsSync(join(root, script))).toBe(true);
  });

  const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasAnalyze)('is a unit for systemd, and keeps the process away from what it does not need (needs systemd-analyze)', () => {
    const path = join(root, 'deploy/gemel.service');
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', path], { encoding: 'utf8' });
    expect(Number(/exposure level for gemel\.service: ([0-9.]+)/.exec(stdout)?.[1])).toBeLessThan(2);
  });

  it('comes with an example of its environment that production takes', () => {
    const lines = readFileSync(join(root, 'deploy/gemel.env'), 'utf8').split('\n');
    const pairs = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/, 2));
    const environment = Object.fromEntries(pairs) as Readonly<Record<string, string>>; // each has a name and a value
    const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10aGUtdW5pdC1maWxlLW9ubHk';
    expect(judgeConfiguration({ NODE_ENV: 'production', GEMEL_SECRET: secret, ...environment }, () => '').problems).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('runs the same command, as a user without rights', () => {
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(text).toContain('ENTRYPOINT ["node", "packages/server/bin/gemel.js"]');
    expect(text).toMatch(/^USER node$/m);
  });
});
