/** Tells a form's own refusals, which it shows beside its fields, from everything else, which flies on. */
import { type ErrorRow, errorTable, GemelError, problemFrom } from '@gemel/protocol';
import { type FormFacts, type FormFault, formFault } from './form-fault.ts';

export type Outcome<T> =
  | { readonly value: T; readonly fault: undefined; readonly status: 200 }
  | { readonly fault: FormFault; readonly status: ErrorRow['status'] };

/** Waits for what a form asked for; where it is to come again later, the answer says when. Throws what the form cannot help with. */
export async function outcomeOf<T>(asked: Promise<T>, facts: FormFacts): Promise<Outcome<T>> {
  try {
    return { value: await asked, fault: undefined, status: 200 };
  } catch (error) {
    if (!(error instanceof GemelError)) throw error;
    const retryAfter = problemFrom(error).headers['retry-after'];
    const fault = formFault(error.code, retryAfter === undefined ? facts : { ...facts, waitFor: Number(retryAfter) });
    if (fault === undefined) throw error;
    if (retryAfter !== undefined) facts.context.header('retry-after', retryAfter);
    return { fault, status: errorTable[error.code].status };
  }
}
