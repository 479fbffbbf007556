/** Answers with what an operation came to. */
import type { AdminOperation } from '../admin-operation.ts';

export function answerOutput({ answer }: Pick<AdminOperation, 'answer'>, output: unknown): Response {
  if (answer.kind === 'nothing') return new Response(null, { status: 204 });
  if (answer.kind === 'json') return Response.json(output);
  return new Response(streamOf(output as AsyncIterable<string>), { headers: { 'content-type': answer.type } }); // as its kind says
}

/** A fault in the middle breaks it off. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const result = await iterator.next();
      if (result.done === true) controller.close();
      else controller.enqueue(encoder.encode(result.value));
    },
    cancel: async () => void (await iterator.return?.()),
  });
}
