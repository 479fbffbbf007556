/** Answers with a text that is written while it is read, to be kept as a file. */

export interface FileFacts {
  readonly name: string;
  readonly type: string;
}

/** A fault in the middle breaks it off. */
export function answerFile(pieces: AsyncIterable<string>, { name, type }: FileFacts): Response {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => void (await iterator.return?.()),
  });
  return new Response(body, { headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` } });
}
