/** Run by Bun or Deno itself, with the package as it is installed: prints what the vectors came to. */
import { readVectorFiles } from '../vector-file.ts';
import { runAll } from './run-all.ts';

console.log(JSON.stringify(await runAll(readVectorFiles())));
