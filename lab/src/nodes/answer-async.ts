/** A handler that answers later; what it rejects with is handled as a fault. */
import type { Request, RequestHandler, Response } from 'express';

export function answerAsync(handler: (request: Request, response: Response) => Promise<unknown>): RequestHandler {
  return (request, response, next) => void handler(request, response).then(undefined, next);
}
