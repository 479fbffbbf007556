/** Writes an export as JSON, piece by piece: an account's log may be long, and is never held whole. */
import { auditLine } from '../audit/audit-line.ts';
import type { AccountExport } from './account-export.ts';

/** The pieces, together one object; `activity` is its last member, one entry on each line. */
export async function* exportJson({ activity, ...head }: AccountExport): AsyncGenerator<string, void> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "activity": [`;
  let isFirst = true;
  for await (const entry of activity) {
    yield `${isFirst ? '' : ','}\n    ${auditLine(entry)}`;
    isFirst = false;
  }
  yield '\n  ]\n}\n';
}

/** The same as the body of an answer; a fault in the middle breaks it off. */
export function exportStream(given: AccountExport): ReadableStream<Uint8Array> {
  const pieces = exportJson(given);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return()),
  });
}
