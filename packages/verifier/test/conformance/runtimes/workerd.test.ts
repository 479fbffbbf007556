/** The vectors on workerd, the runtime of Cloudflare's workers, with the bundle that the edge gets. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTempFolder, reservePort, requireRuntime, startServer } from '@gemel/testbed';
import { afterAll, describe } from 'vitest';
import { readVectorFiles } from '../vector-file.ts';
import { bundleSuite } from './bundled-suite.ts';
import { describeReport } from './expect-report.ts';
import type { RuntimeReport } from './run-all.ts';

const program = requireRuntime('workerd');

if (program === undefined) describe.skip('workerd: not on this machine', () => undefined);
else describeReport('workerd', await reportFrom(program), false);

async function reportFrom(workerd: string): Promise<RuntimeReport> {
  const { chunks } = await bundleSuite(
    'export default { fetch: async (request) => (request.method === "POST" ? Response.json(await runAll(await request.json())) : new Response("")) };',
  );
  const folder = await createTempFolder('workerd');
  afterAll(() => folder.remove());
  for (const { fileName, code } of chunks) writeFileSync(path.join(folder.path, fileName), code);
  const port = await reservePort();
  const url = `http://127.0.0.1:${port}/`;
  writeFileSync(
    path.join(folder.path, 'config.capnp'),
    configOf(
      chunks.map(({ fileName }) => fileName),
      port,
    ),
  );
  const logFile = path.join(folder.path, 'log');
  const server = await startServer({
    program: workerd,
    args: ['serve', 'config.capnp'],
    folder: folder.path,
    logFile,
    isUp: () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  try {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(readVectorFiles()) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${text}: ${readFileSync(logFile, 'utf8').slice(-2000)}`);
    return JSON.parse(text) as RuntimeReport; // compared member by member
  } finally {
    await server.kill();
  }
}

/** The first module is the worker. */
function configOf(names: readonly string[], port: number): string {
  const modules = names.map((name) => `(name = "${name}", esModule = embed "${name}")`).join(', ');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "suite", worker = (modules = [${modules}], compatibilityDate = "2026-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "suite")],
);
`;
}
