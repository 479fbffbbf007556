/** A running node as the experiments see it: a client over HTTP, and the lab's own channel. */
import type { ChildProcess } from 'node:child_process';
import type { Question, Reply } from '../nodes/node-channel.ts';
import type { Credential, Holdings, LabNode, StoreCommands } from '../scheme.ts';
import type { StartedProcess } from './start-process.ts';

/** The origin that Gemel's nodes know as theirs; what a browser would send. */
const origin = 'http://localhost';

export function connectNode({ child, port }: StartedProcess): LabNode {
  const url = `http://127.0.0.1:${port}`;
  const control = createControl(child);

  const post = async (path: string, credential: Credential | null): Promise<Response> => {
    const headers = { ...credential?.headers, 'content-type': 'application/json', origin };
    const { refreshToken } = credential?.kept ?? {};
    return fetch(url + path, { method: 'POST', headers, body: JSON.stringify({ refreshToken }) });
  };
  const statusOf = async (response: Response): Promise<number> => {
    await response.arrayBuffer();
    return response.status;
  };

  return {
    signIn: async () => readCredential(await post('/sign-in', null)),
    ask: async ({ headers }) => statusOf(await fetch(`${url}/whoami`, { headers: { ...headers } })),
    signOut: async (credential) => statusOf(await post('/sign-out', credential)),
    refresh: async (credential) => (credential.kept['refreshToken'] === undefined ? null : statusOf(await post('/refresh', credential))),
    storeCommands: async () => (await control('storeCommands')) as StoreCommands, // by serve-node.ts, as the next ones
    holdings: async () => (await control('holdings')) as Holdings,
    cutStore: async (isCut) => void (await control('cutStore', isCut)),
    shiftClock: async (seconds) => (await control('shiftClock', seconds)) === true,
  };
}

async function readCredential(response: Response): Promise<Credential> {
  if (!response.ok) throw new Error(`a node refused to sign anybody in: ${response.status}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  const { accessToken, refreshToken } = (await response.json()) as { accessToken?: string; refreshToken?: string }; // the nodes' own answer
  if (cookie !== undefined) return { headers: { cookie }, kept: { cookie } };
  if (accessToken === undefined || refreshToken === undefined) throw new Error('a node signed somebody in without a credential');
  return { headers: { authorization: `Bearer ${accessToken}` }, kept: { accessToken, refreshToken } };
}

function createControl(child: ChildProcess): (ask: Question['ask'], value?: Question['value']) => Promise<unknown> {
  const waiting = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  child.on('message', (message) => {
    const { id, value } = message as Reply; // by node-channel.ts
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  return (ask, value = null) => {
    const question: Question = { id: ++lastId, ask, value };
    return new Promise((resolve) => {
      waiting.set(question.id, resolve);
      child.send(question);
    });
  };
}
