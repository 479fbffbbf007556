/** What administrators do. */
import { GemelError } from '@gemel/protocol';
import type { Gemel } from '../../../packages/gemel/src/core/gemel.ts';
import type { Revoked } from '../../../packages/gemel/src/core/sessions/revoked.ts';
import type { Step } from '../plan/step.ts';
import { callNode } from './call-node.ts';
import { kidIn } from '../checks/judge.ts';
import { rollSecret } from './roll-secret.ts';
import { track } from './track.ts';
import type { World } from './world.ts';

export function administer(world: World, step: Step): void {
  track(world, administration(world, step)).then(
    (what) => world.tell(() => `  ${step.do}: ${what}`),
    (error: unknown) => world.tell(() => `  ${step.do}: ${error instanceof GemelError ? error.code : String(error)}`),
  );
}

async function administration(world: World, step: Step): Promise<string> {
  switch (step.do) {
    case 'revoke': {
      const sid = world.clients[step.client % world.clients.length]?.sid;
      if (sid === undefined) return 'no session';
      world.ledger.noteEndWanted((facts) => facts.sid === sid);
      const revoked = await callNode(world, step.node, async (gemel) =>
        noteEnded(world, gemel, [sid], await gemel.revokeSession(sid, { until: step.until })),
      );
      world.count('revoked');
      return `${sid}: ${revoked.ended.length === 0 ? 'nothing to end' : 'ended'}, ${revoked.reach}`;
    }
    case 'revoke all': {
      const subject = subjectOf(step.subject, world);
      world.ledger.noteEndWanted((facts) => facts.subject === subject);
      const revoked = await callNode(world, step.node, async (gemel) => {
        const answer = await gemel.revokeSubject(subject, { until: step.until });
        return noteEnded(world, gemel, answer.ended, answer);
      });
      world.count('revoked all');
      return `${subject}: ${revoked.ended.length} ended, ${revoked.reach}`;
    }
    case 'change grants': {
      const subject = subjectOf(step.subject, world);
      await callNode(world, step.node, (gemel) => gemel.changeGrants(subject, { roles: [`role-${Math.round(step.atMs)}`] }));
      world.count('changed grants');
      return subject;
    }
    case 'rotate key':
      world.count('rotated key');
      return callNode(world, step.node, (gemel) => gemel.keys.rotate());
    case 'retire key': {
      const token = world.clients.findLast(({ accessToken }) => accessToken !== undefined)?.accessToken;
      if (token === undefined) return 'no key is known';
      const kid = kidIn(token);
      const { reach } = await callNode(world, step.node, async (gemel) =>
        noteReach(world, [kid], await gemel.keys.retire(kid, { until: step.until })),
      );
      world.count('retired key');
      return `${kid}, ${reach}`;
    }
    case 'roll secret':
      return rollSecret(world);
    default:
      return 'nothing';
  }
}

/** Whoever has ended a session knows that it has ended. */
function noteEnded(world: World, gemel: Gemel, sids: readonly string[], answer: Revoked): Revoked {
  for (const sid of sids) world.judge.ending(gemel, sid);
  return noteReach(world, sids, answer);
}

/** Noted where it is said, not where it is heard. */
function noteReach<Answer extends Pick<Revoked, 'reach'>>(world: World, names: readonly string[], answer: Answer): Answer {
  world.count(`reach ${answer.reach}`);
  if (answer.reach === 'applied') world.ledger.noteApplied(names, world.scheduler.nowMs);
  return answer;
}

function subjectOf(index: number, { settings }: World): string {
  return `subject-${index % settings.subjects}`;
}
