/** The ways in which what somebody may do comes to an end. */
import type { Credential } from '../../fleet/credential.ts';
import type { Answer } from '../../fleet/lab-node.ts';
import type { Fleet } from '../../fleet/start-fleet.ts';

export interface EndingAct {
  readonly id: string;
  readonly title: string;
  /** Resolves when it has been acknowledged. */
  carryOut(fleet: Fleet, credential: Credential, subject: string): Promise<unknown>;
  /** Whether an answer still grants what was taken. */
  isStill(answer: Answer): boolean;
}

const isAccepted = ({ status }: Answer): boolean => status === 200;

export const endingActs: readonly EndingAct[] = [
  {
    id: 'sign-out',
    title: 'signed out',
    carryOut: ({ nodes }, credential) => at(nodes).signOut(credential),
    isStill: isAccepted,
  },
  {
    id: 'everywhere',
    title: 'signed out everywhere',
    carryOut: ({ nodes }, credential) => at(nodes).signOutEverywhere(credential),
    isStill: isAccepted,
  },
  {
    id: 'disabled',
    title: 'disabled by an administrator',
    carryOut: ({ nodes }, _credential, subject) => at(nodes).administer({ act: 'disable', subject }),
    isStill: isAccepted,
  },
  {
    id: 'role',
    title: 'role taken away',
    carryOut: ({ nodes }, _credential, subject) => at(nodes).administer({ act: 'change-roles', subject, roles: ['member'] }),
    isStill: (answer) => isAccepted(answer) && JSON.stringify(answer.body).includes('"admin"'),
  },
];

function at<T>(nodes: readonly T[]): T {
  const [first] = nodes;
  if (first === undefined) throw new Error('a fleet without nodes');
  return first;
}
