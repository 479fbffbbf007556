/** `npm run scale [-- --measure]`: prints the tables of docs/scale.md; with `--measure`, what this machine measures beside what they rest on. */
import { parseArgs } from 'node:util';
import { defaultDurations, hundredMillion, sizeFeed } from './arithmetic.ts';
import { simulateFanOut } from './fan-out.ts';
import { measureCosts } from './measure-costs.ts';
import { measureStores } from './measure-stores.ts';
import { measuredCosts, measuredStoreReads } from './measured-costs.ts';
import { renderArithmetic, renderLag, renderLoad, type Simulated } from './render-scale.ts';
import { listScenarios } from './scenarios.ts';

const verifiers = 10_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { measure: { type: 'boolean', default: false } } });
  if (values.measure) {
    const committed = { ...measuredCosts, stores: measuredStoreReads };
    console.log(JSON.stringify({ committed, here: { ...(await measureCosts()), stores: await measureStores() } }, null, 2));
    return;
  }
  const size = sizeFeed(hundredMillion, defaultDurations, measuredCosts);
  console.log(`${renderArithmetic(hundredMillion, size, measuredCosts)}\n`);
  const simulated: Simulated[] = [];
  const scenarios = listScenarios({ costs: measuredCosts, storeRead: measuredStoreReads.redis, verifiers, peak: size.peakPerSecond });
  for (const { name, given } of scenarios) {
    const began = performance.now();
    const result = simulateFanOut(given);
    console.error(`${name}: ${result.events.toLocaleString('en')} events in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    simulated.push({ name, result });
  }
  console.log(`${renderLag(simulated)}\n\n${renderLoad(simulated)}`);
}

await main();
