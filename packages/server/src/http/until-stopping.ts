/** Lets go of long polls when the process stops. */

/** Hands on the request with a signal that fires when its client goes away or the process stops. */
export async function untilStopping<T>(request: Request, stopping: AbortSignal, act: (request: Request) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const sources = [stopping, request.signal];
  for (const source of sources) {
    if (source.aborted) abort();
    source.addEventListener('abort', abort, { once: true });
  }
  try {
    return await act(new Request(request.url, { method: request.method, headers: request.headers, signal: controller.signal }));
  } finally {
    for (const source of sources) source.removeEventListener('abort', abort);
  }
}
