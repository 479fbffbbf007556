/** What the figures over HTTP are held against. Differences and ratios are taken within each round. */
import { named } from '../compare.ts';
import type { Measurement } from '../contender.ts';
import { pairedDifference, pairedRatio } from '../figure.ts';
import { bareName, type CredentialName, floorName, gemelName } from '../http/http-runs.ts';
import type { Bar } from '../table.ts';

interface FrameworkBars {
  /** Microseconds that Gemel may add to what the floor adds; absent where the noise is to decide. */
  readonly aboveFloorUs?: number;
  readonly throughput: number;
  /** How many times cheaper Gemel is than a peer, each compared by what it adds. */
  readonly cheaper?: readonly { readonly peer: string; readonly credential: CredentialName; readonly times: number }[];
}

const betterAuth = (storage: string): { readonly peer: string; readonly credential: 'cookie'; readonly times: number } => {
  return { peer: `better-auth getSession, ${storage}`, credential: 'cookie', times: 40 };
};

const barsByFramework: Readonly<Record<string, FrameworkBars>> = {
  'node:http': { aboveFloorUs: 3, throughput: 0.8 },
  'Express 5': { throughput: 0.85, cheaper: [{ peer: 'express-session + connect-redis', credential: 'cookie', times: 8 }] },
  'Fastify 5': {
    aboveFloorUs: 4,
    throughput: 0.75,
    cheaper: [{ peer: '@fastify/jwt, its cache', credential: 'authorization', times: 4 }],
  },
  'Hono 4': { aboveFloorUs: 4, throughput: 0.75, cheaper: [betterAuth('SQLite'), betterAuth('cookie cache'), betterAuth('Redis')] },
  'Koa 3': { throughput: 0.85 },
};

const mostApartUs = 2;

export function httpBarsOf(framework: string, measurements: readonly Measurement[]): readonly Bar[] {
  const { aboveFloorUs, throughput, cheaper = [] } = barsByFramework[framework] ?? { throughput: 0 };
  const find = (name: string): Measurement => named(measurements, name);
  const credentials = ['cookie', 'authorization'] as const;
  const bars = credentials.flatMap((credential): readonly Bar[] => {
    const [gemel, floor, bare] = [gemelName, floorName, bareName].map((nameOf) => find(nameOf(credential)));
    if (gemel === undefined || floor === undefined || bare === undefined) return [];
    const name = `${framework}, ${gemel.name}`;
    return [
      aboveFloorUs === undefined ? noiseBar(name, gemel, floor) : floorBar(name, aboveFloorUs, gemel, floor),
      {
        text: `${name}: throughput of bare, by CPU`,
        limit: throughput,
        isLeast: true,
        measured: pairedRatio(bare.cpuUs, gemel.cpuUs).median,
      },
    ];
  });
  const present = cheaper.filter(({ peer }) => measurements.some(({ name }) => name === peer));
  const addedBy = (name: string, credential: CredentialName): number =>
    pairedDifference(find(name).cpuUs, find(bareName(credential)).cpuUs).median;
  return [
    ...bars,
    apartBar(framework, addedBy(gemelName('cookie'), 'cookie') - addedBy(gemelName('authorization'), 'authorization')),
    ...present.map(({ peer, credential, times }): Bar => {
      const [gemel, other] = [addedBy(gemelName(credential), credential), addedBy(peer, credential)];
      const text = `${framework}, ${gemelName(credential)}: times cheaper than ${peer}`;
      return { text, limit: times, isLeast: true, measured: gemel > 0 ? other / gemel : null };
    }),
  ];
}

function floorBar(name: string, limit: number, gemel: Measurement, floor: Measurement): Bar {
  return { text: `${name}: µs of CPU above the floor`, limit, measured: pairedDifference(gemel.cpuUs, floor.cpuUs).median };
}

/** One where the difference to the floor is as large as half its own spread. */
function noiseBar(name: string, gemel: Measurement, floor: Measurement): Bar {
  const { median, low, high } = pairedDifference(gemel.cpuUs, floor.cpuUs);
  return { text: `${name}: CPU above the floor, in half widths of its quartiles`, limit: 1, measured: median / ((high - low) / 2) };
}

function apartBar(framework: string, difference: number): Bar {
  return { text: `${framework}, Gemel: µs of CPU between the two credentials`, limit: mostApartUs, measured: Math.abs(difference) };
}
