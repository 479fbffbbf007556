/** What the adviser asks of an application, and what it assumes where nothing is said. */

export const clientKinds = {
  pages: 'pages rendered on the server',
  spa: 'a single-page application, with its API on the same site',
  'spa-elsewhere': 'a single-page application, with APIs on other sites',
  mobile: 'mobile applications',
  services: 'services of third parties, that check credentials themselves',
} as const;
export type ClientKind = keyof typeof clientKinds;

export interface Profile {
  readonly clients: ClientKind;
  readonly requests: number;
  readonly nodes: number;
  readonly roundTrip: number;
  readonly users: number;
  readonly signOuts: number;
  readonly lifetime: number;
  readonly core: number;
  readonly memory: number;
  readonly traffic: number;
  readonly millisecond: number;
  readonly exposure: number;
}

export type ProfileNumber = Exclude<keyof Profile, 'clients'>;

export interface ProfileField {
  readonly name: ProfileNumber;
  readonly label: string;
  readonly unit: string;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  /** True for what the model makes of things: prices. */
  readonly isPrice: boolean;
}

export const profileFields: readonly ProfileField[] = [
  { name: 'requests', label: 'Requests', unit: 'a second', usual: 200, least: 0.1, most: 1e6, isPrice: false },
  { name: 'nodes', label: 'Nodes', unit: '', usual: 3, least: 1, most: 10_000, isPrice: false },
  { name: 'roundTrip', label: 'Round trip to the store', unit: 'ms', usual: 1, least: 0, most: 500, isPrice: false },
  { name: 'users', label: 'People signed in', unit: '', usual: 20_000, least: 1, most: 1e9, isPrice: false },
  {
    name: 'signOuts',
    label: 'Sign-outs, disabled accounts, changed roles',
    unit: 'a day',
    usual: 2000,
    least: 0,
    most: 1e8,
    isPrice: false,
  },
  { name: 'lifetime', label: 'Lifetime of a plain token', unit: 's', usual: 900, least: 10, most: 86_400, isPrice: false },
  { name: 'core', label: 'A core', unit: 'units a month', usual: 25, least: 0, most: 1e5, isPrice: true },
  { name: 'memory', label: 'A GiB of the store', unit: 'units a month', usual: 8, least: 0, most: 1e5, isPrice: true },
  { name: 'traffic', label: 'A GiB of requests', unit: 'units', usual: 0.02, least: 0, most: 1e3, isPrice: true },
  {
    name: 'millisecond',
    label: 'A millisecond that every request waits',
    unit: 'units a month',
    usual: 3,
    least: 0,
    most: 1e5,
    isPrice: true,
  },
  {
    name: 'exposure',
    label: 'An hour in which an ended session still works',
    unit: 'units',
    usual: 0.02,
    least: 0,
    most: 1e5,
    isPrice: true,
  },
];

export function usualProfile(clients: ClientKind): Profile {
  return { ...(Object.fromEntries(profileFields.map(({ name, usual }) => [name, usual])) as Record<ProfileNumber, number>), clients }; // a field for each name
}

/** What somebody typed, where it is a number in range; else what is usual. */
export function readProfile(given: Readonly<Record<string, string>>): Profile {
  const clients = Object.hasOwn(clientKinds, given['clients'] ?? '') ? (given['clients'] as ClientKind) : 'pages'; // just looked up
  const numbers = profileFields.map(({ name, usual, least, most }) => {
    const number = Number(given[name] ?? '');
    const isUsable = (given[name] ?? '').trim() !== '' && Number.isFinite(number);
    return [name, isUsable ? Math.min(most, Math.max(least, number)) : usual];
  });
  return { ...(Object.fromEntries(numbers) as Record<ProfileNumber, number>), clients }; // a field for each name
}
