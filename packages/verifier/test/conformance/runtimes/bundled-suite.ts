/** The verifier and the running of all vectors in one bundle, as a browser or an edge fetches it. */
import path from 'node:path';
import { type Bundle, bundleOf, repositoryRoot } from '../../bundle/bundle.ts';

const runAllPath = path.join(repositoryRoot, 'packages/verifier/test/conformance/runtimes/run-all.ts');

/** @param main what stands beside `runAll`, which it may name. */
export function bundleSuite(main: string): Promise<Bundle> {
  return bundleOf(`import { runAll } from ${JSON.stringify(runAllPath)};\n${main}`);
}
