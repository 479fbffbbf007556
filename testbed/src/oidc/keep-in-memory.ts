/** Where the provider keeps its sessions, codes and grants: in the test's process, for as long as it runs. */

type Model = Readonly<Record<string, unknown>>;

interface Adapter {
  upsert(id: string, model: Model): Promise<void>;
  find(id: string): Promise<Model | undefined>;
  findByUid(uid: string): Promise<Model | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Returns what makes the adapter of each kind of model. */
export function keepInMemory(): (kind: string) => Adapter {
  const models = new Map<string, Model>();
  return (kind) => {
    const keyOf = (id: string): string => `${kind}:${id}`;
    return {
      upsert: async (id, model) => void models.set(keyOf(id), model),
      find: async (id) => models.get(keyOf(id)),
      findByUid: async (uid) => [...models].find(([key, model]) => key.startsWith(`${kind}:`) && model['uid'] === uid)?.[1],
      consume: async (id) => void models.set(keyOf(id), { ...models.get(keyOf(id)), consumed: Math.floor(Date.now() / 1000) }),
      destroy: async (id) => void models.delete(keyOf(id)),
      revokeByGrantId: async (grantId) => {
        for (const [key, model] of models) if (model['grantId'] === grantId) models.delete(key);
      },
    };
  };
}
