/** Reads a body of which every member is known, so that nothing else can be slipped into an account (ASVS 15.3.3). */
import { GemelError } from '@gemel/protocol';
import { type EndpointCall, type Parameters, readParameters } from 'gemel/endpoints';

/** @throws GemelError `request_malformed` for a member that is not named, and whatever `readParameters` throws */
export async function readMembers({ request }: EndpointCall, names: readonly string[]): Promise<Parameters> {
  const members = await readParameters(request);
  const unknown = [...members.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new GemelError('request_malformed', `the body has a member that is not one of ${names.join(', ')}`);
  return members;
}
