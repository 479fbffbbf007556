/** What the adviser takes from the experiments: a few numbers of each scheme; without them it advises nothing. */
import type { Cell, Outcome } from '../experiments/experiment.ts';
import type { ReportedScheme } from '../report/lab-report.ts';

export interface Measures {
  readonly id: string;
  readonly title: string;
  readonly credential: 'cookie' | 'token';
  /** Bytes in the store for one person who is signed in. */
  readonly storedBytes: number;
  /** Bytes that the credential adds to a request. */
  readonly sentBytes: number;
  /** Microseconds of a node's processor per request. */
  readonly nodeUs: number;
  /** The same, for a credential that is new to the node. */
  readonly coldUs: number;
  /** Microseconds of the store's processor per request; 0 where it is not asked. */
  readonly storeUs: number;
  /** Round trips to the store for which a request waits. */
  readonly waits: number;
  /** Seconds for which a copy is good after the sign-out, with the lifetime that the experiment had. */
  readonly copySeconds: number;
  /** True where the copy's end is its expiry: then it moves with the token's lifetime. */
  readonly endsByExpiry: boolean;
  /** True where a service that only checks credentials holds what makes them. */
  readonly sharesSecret: boolean;
}

/** The experiments from which the measures come. */
export const neededExperiments: readonly string[] = ['state', 'scaling', 'revocation', 'theft', 'cost'];

export type Outcomes = ReadonlyMap<string, Outcome>;

/** Schemes of which everything that is needed was measured. */
export function readMeasures(outcomes: Outcomes, schemes: readonly ReportedScheme[]): readonly Measures[] {
  return schemes.flatMap(({ id, title, credential }) => {
    const number = (experiment: string, row: string): number | null => numberOf(cellOf(outcomes, experiment, row, id));
    const [storedBytes, sentBytes, nodeUs] = [number('state', 'stored'), number('state', 'sent'), number('cost', 'warm')];
    const [commands, copyMs] = [number('scaling', 'commands'), number('revocation', 'sign-out')];
    const service = cellOf(outcomes, 'theft', 'shared-secret', id);
    if (storedBytes === null || sentBytes === null || nodeUs === null || commands === null || copyMs === null || service === undefined)
      return [];
    const isAsked = commands >= 0.5;
    const copy = cellOf(outcomes, 'revocation', 'sign-out', id);
    return [
      {
        id,
        title,
        credential,
        storedBytes,
        sentBytes,
        nodeUs,
        coldUs: Math.max(nodeUs, number('cost', 'cold') ?? nodeUs),
        storeUs: isAsked ? (number('cost', 'store') ?? 0) : 0,
        waits: isAsked ? Math.min(commands, waitsOf(outcomes, id)) : 0, // it cannot wait more often than it asks
        copySeconds: copyMs / 1000,
        endsByExpiry: copy?.kind === 'number' && copy.note !== undefined,
        sharesSecret: service.kind === 'verdict' && service.tone === 'bad',
      },
    ];
  });
}

/** By how much a request gets later for each millisecond that the store is further away: the slope of what was measured. */
function waitsOf(outcomes: Outcomes, schemeId: string): number {
  const chart = outcomes.get('scaling')?.charts.find((one) => one.kind === 'lines');
  const points = chart?.kind === 'lines' ? (chart.lines.find((line) => line.schemeId === schemeId)?.points ?? []) : [];
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.x === first.x) return 1;
  // The lower quartiles: what else the machine does makes requests later, never earlier.
  return Math.max(0, (last.low - first.low) / (last.x - first.x));
}

function cellOf(outcomes: Outcomes, experiment: string, row: string, scheme: string): Cell | undefined {
  return outcomes.get(experiment)?.rows.find(({ id }) => id === row)?.cells[scheme];
}

function numberOf(cell: Cell | undefined): number | null {
  return cell?.kind === 'number' ? cell.value : null;
}
