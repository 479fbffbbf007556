/** A registry on this machine that offers our packages as they would be published, and beside them what is installed here; so nothing is fetched from elsewhere. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface LocalRegistry {
  readonly url: string;
  stop(): Promise<void>;
}

interface Offer {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: string;
}

interface Packed {
  readonly folder: string;
  readonly tarball: string;
}

type Manifest = Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // npm has read it

/** @param root of the repository; built. @param work where tarballs are kept. */
export async function startLocalRegistry(root: string, work: string): Promise<LocalRegistry> {
  mkdirSync(work, { recursive: true });
  const ours = await Promise.all(readdirSync(join(root, 'packages')).map((name) => packOurs(join(root, 'packages', name), work)));
  const wanted = dependenciesOf(
    root,
    ours.map(({ folder }) => folder),
  );
  const others = await Promise.all(wanted.map((folder, index) => packInstalled(folder, join(work, `${index}.tgz`))));
  const offers = new Map<string, Map<string, Offer>>();
  for (const { folder, tarball } of [...ours, ...others]) {
    const manifest = readManifest(folder);
    const versions = offers.get(manifest.name) ?? new Map<string, Offer>();
    offers.set(manifest.name, versions.set(manifest.version, { manifest, tarball }));
  }

  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    const [name = '', version] = path.split('/-/');
    const versions = offers.get(name);
    if (versions === undefined) return void response.writeHead(404).end('{}');
    if (version === undefined) return answerPackage(response, name, versions, url());
    response.end(readFileSync(versions.get(version)?.tarball ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one
  return {
    url: url(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerPackage(response: ServerResponse, name: string, offers: ReadonlyMap<string, Offer>, url: string): void {
  const versions = Array.from(offers, ([version, { manifest }]) => [
    version,
    { ...manifest, dist: { tarball: `${url}/${name}/-/${version}` } },
  ]);
  const latest = [...offers.keys()].at(-1);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) as unknown }));
}

async function packOurs(folder: string, work: string): Promise<Packed> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', work], { cwd: folder });
  const { name, version } = readManifest(folder);
  return { folder, tarball: join(work, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`) };
}

async function packInstalled(folder: string, tarball: string): Promise<Packed> {
  await run('tar', [
    '-cf',
    tarball,
    '--use-compress-program=gzip -1',
    '--exclude=./node_modules',
    '--transform=s,^\\.,package,',
    '-C',
    folder,
    '.',
  ]);
  return { folder, tarball };
}

/** Folders of everything that these packages depend on, as it is installed; what is for another platform is not. */
function dependenciesOf(root: string, folders: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    const { dependencies, optionalDependencies, peerDependencies } = readManifest(folder);
    for (const name of Object.keys({ ...Object(peerDependencies), ...Object(dependencies), ...Object(optionalDependencies) })) {
      const installed = [join(folder, 'node_modules', name), join(root, 'node_modules', name)].find((path) =>
        existsSync(join(path, 'package.json')),
      );
      if (installed === undefined || found.has(installed) || /^(?:gemel$|@gemel\/)/.test(name)) continue;
      found.add(installed);
      visit(installed);
    }
  };
  folders.forEach(visit);
  return [...found];
}
