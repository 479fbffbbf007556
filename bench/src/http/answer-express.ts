/** What every server on Express answers. */
import type { Response } from 'express';

/** Answers with the subject, or 401. */
export function answerExpress(response: Response, subject: string | undefined): void {
  response.status(subject === undefined ? 401 : 200).json({ subject: subject ?? null });
}
