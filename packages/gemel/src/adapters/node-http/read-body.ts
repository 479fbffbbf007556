/** Reads the body of a node:http request for the endpoints: at most a byte more than they take, or what a body parser has left of it. */
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../../endpoints/index.ts';

type Body = string | Uint8Array<ArrayBuffer>;

/** Leaves the request paused where there is more than the endpoints take. Rejects where the client goes away before the end. */
export async function readBody(req: IncomingMessage, parsedElsewhere?: unknown): Promise<Body> {
  const parsed: unknown = parsedElsewhere ?? Reflect.get(req, 'body');
  if (req.readableEnded) return parsed === undefined ? '' : encodeParsed(parsed, req.headers['content-type'] ?? '');
  if (Number(req.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) return collect(req);
  req.pause(); // the endpoint refuses it for the length that it announces
  return '';
}

function collect(req: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    const settle = (act: () => void): void => {
      req.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      act();
    };
    const onEnd = (): void => settle(() => resolve(join(parts, size)));
    const onGone = (): void => settle(() => reject(new Error('the client went away before the end of its request')));
    const onData = (part: Uint8Array): void => {
      parts.push(part);
      size += part.byteLength;
      if (size <= MAX_BODY_BYTES) return;
      req.pause();
      settle(() => resolve(join(parts, MAX_BODY_BYTES + 1)));
    };
    if (req.destroyed) return onGone();
    req.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part.subarray(0, length - offset), offset);
    offset += Math.min(part.byteLength, length - offset);
  }
  return joined;
}

/** A body parser before us (as of Express) has emptied the stream; what it made of it is spelled again, and judged by the endpoint like any other. */
function encodeParsed(parsed: unknown, contentType: string): Body {
  if (typeof parsed === 'string') return parsed;
  if (parsed instanceof Uint8Array) return new Uint8Array(parsed);
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) return JSON.stringify(parsed);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parsed ?? {})) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) form.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return form.toString();
}
