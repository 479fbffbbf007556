/** Answers a fault by its status; Express would also print its stack, and the lab causes faults on purpose. */
import type { ErrorRequestHandler } from 'express';
import { errorTable, GemelError } from 'gemel';

export const answerFault: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  response.sendStatus(error instanceof GemelError ? errorTable[error.code].status : 500);
};
