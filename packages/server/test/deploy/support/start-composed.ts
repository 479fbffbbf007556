/** Runs what compose.yaml describes without containers: the same commands, files and settings, with hosts and paths of this machine. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder, reservePorts, findProgram, type RunningServer, startPostgres, startServer } from '@gemel/testbed';
import { firstMatch, runGemel, type Started } from '../../support/server-process.ts';
import { type ComposeService, readComposeFile, root } from './compose-file.ts';

export interface Composed {
  /** Where nginx listens. */
  readonly url: string;
  /** The certificate to trust. */
  readonly certificate: string;
  /** The nodes themselves, behind it. */
  readonly nodes: readonly string[];
  /** What migrate has said. */
  readonly migrated: string;
  stop(): Promise<void>;
}

export async function startComposed(): Promise<Composed> {
  const folder = await createTempFolder('composed');
  const undo: (() => Promise<unknown>)[] = [() => folder.remove()];
  const stop = async (): Promise<void> => {
    for (const step of undo) await step();
  };
  try {
    const [https = 0, redisPort = 0, one = 0, two = 0] = await reservePorts(4);
    const url = `https://localhost:${https}`;
    const { services } = readComposeFile({ GEMEL_URL: url });
    const secrets = join(folder.path, 'secrets');
    execFileSync('sh', [join(root, 'deploy/make-secrets.sh'), secrets]);

    const postgres = await startPostgres();
    undo.unshift(() => postgres.stop());
    const { POSTGRES_USER: user, POSTGRES_DB: database } = services['postgres']?.environment ?? {};
    await postgres.query(`CREATE ROLE ${user} LOGIN`);
    await postgres.query(`CREATE DATABASE ${database} OWNER ${user}`);

    /** Names of the network in the containers, and paths, as they are here. */
    const here = (text: string): string =>
      text
        .replaceAll('/run/secrets', secrets)
        .replaceAll('postgres:5432', `127.0.0.1:${postgres.port}`)
        .replaceAll('redis:6379', `127.0.0.1:${redisPort}`)
        .replaceAll('gemel-1:4000', `127.0.0.1:${one}`)
        .replaceAll('gemel-2:4000', `127.0.0.1:${two}`)
        .replaceAll('listen 443', `listen 127.0.0.1:${https}`)
        .replaceAll(/\/(?:var\/log\/nginx|run)\//g, `${folder.path}/`)
        .replaceAll('10.77.0.0/24', '127.0.0.1');
    const rewrite = (from: string, to: string): string => {
      writeFileSync(to, here(readFileSync(from, 'utf8')));
      return to;
    };
    for (const name of ['database_url', 'redis_url']) rewrite(join(secrets, name), join(secrets, name));

    const redis = await startRedisService(services['redis'], redisPort);
    undo.unshift(() => redis.kill());
    const migrate = runNode(services['migrate'], {});
    if ((await migrate.ended) !== 0) throw new Error(migrate.output());
    const nodes = [startNode('gemel-1', one), startNode('gemel-2', two)];
    for (const node of nodes) {
      undo.unshift(() => end(node));
      await firstMatch(node, /"ready"/);
    }
    const nginx = await startNginx(https);
    undo.unshift(() => nginx.end('SIGQUIT'));
    return {
      url,
      certificate: readFileSync(join(secrets, 'tls_certificate'), 'utf8'),
      nodes: [one, two].map((port) => `http://127.0.0.1:${port}`),
      migrated: migrate.output(),
      stop,
    };

    function runNode(service: ComposeService | undefined, ports: Readonly<Record<string, string>>): Started {
      const environment = Object.entries(service?.environment ?? {}).map(([name, value]) => [name, here(value)]);
      return runGemel({ cwd: folder.path, args: service?.command ?? [], env: { ...Object.fromEntries(environment), ...ports } });
    }

    function startNode(name: string, port: number): Started {
      return runNode(services[name], { GEMEL_PORT: String(port), GEMEL_ADMIN_PORT: '0' });
    }

    function startRedisService(service: ComposeService | undefined, port: number): Promise<RunningServer> {
      const [program = '', ...args] = service?.command ?? [];
      const data = join(folder.path, 'redis');
      mkdirSync(data);
      const configuration = rewrite(join(root, 'deploy/redis.conf'), join(data, 'redis.conf'));
      const password = /requirepass (\S+)/.exec(readFileSync(join(secrets, 'redis_auth'), 'utf8'))?.[1] ?? '';
      const ping = ['-p', String(port), 'ping'];
      const env = { ...process.env, REDISCLI_AUTH: password };
      return startServer({
        program: findProgram(program) ?? program,
        args: [
          ...args.map((arg) => (arg === '/etc/gemel/redis.conf' ? configuration : arg)),
          '--port',
          String(port),
          '--bind',
          '127.0.0.1',
        ],
        folder: data,
        logFile: join(data, 'redis.log'),
        isUp: async () =>
          execFileSync('redis-cli', ping, { env, stdio: ['ignore', 'pipe', 'ignore'] })
            .toString()
            .trim() === 'PONG',
      });
    }

    function startNginx(port: number): Promise<RunningServer> {
      const configuration = rewrite(join(root, 'deploy/nginx.conf'), join(folder.path, 'nginx.conf'));
      return startServer({
        program: findProgram('nginx') ?? 'nginx',
        args: ['-p', folder.path, '-c', configuration, '-g', 'daemon off;'],
        folder: folder.path,
        logFile: join(folder.path, 'nginx.log'),
        isUp: async () => {
          execFileSync('curl', ['-sk', '--max-time', '2', `https://127.0.0.1:${port}/livez`]);
          return true;
        },
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function end({ child, ended }: Started): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}
