/** Puts a program of the lab, with all that it imports, into one file: a node that reads four hundred files takes twice as long to start. */
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const built = fileURLToPath(new URL('../../dist/', import.meta.url));
const bundles = new Map<string, Promise<string>>();

/**
 * Resolves to the bundle's file.
 *
 * @param program its path below `dist`, which is built from here
 * @throws Error where it cannot be bundled
 */
export function bundleProgram(program: string): Promise<string> {
  const bundle = bundles.get(program) ?? writeBundle(program);
  bundles.set(program, bundle);
  return bundle;
}

/** Named after what is in it, so that a program that was built anew is not taken for the one before, and others may write it at the same time. */
async function writeBundle(program: string): Promise<string> {
  const bundle = await rolldown({ input: path.join(built, `${program}.js`), platform: 'node', external: /^node:/, logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const [{ code }] = output;
  const digest = crypto.createHash('sha256').update(code).digest('hex').slice(0, 12);
  const file = path.join(built, 'bundled', `${path.basename(program)}-${digest}.js`);
  await fs.mkdir(path.dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  await fs.writeFile(written, code);
  await fs.rename(written, file);
  return file;
}
