/** Tells a form's own refusals, which it shows beside its fields, from everything else, which flies on. */
import { type ErrorRow, errorTable, GemelError } from '@gemel/protocol';
import type { FormFault } from './credential-form.tsx';
import { type FormFacts, formFault } from './page-texts.ts';

export type Outcome<T> =
  | { readonly value: T; readonly fault: undefined; readonly status: 200 }
  | { readonly fault: FormFault; readonly status: ErrorRow['status'] };

/** Waits for what a form asked for. Throws what the form cannot help with. */
export async function outcomeOf<T>(asked: Promise<T>, facts: FormFacts): Promise<Outcome<T>> {
  try {
    return { value: await asked, fault: undefined, status: 200 };
  } catch (error) {
    if (!(error instanceof GemelError)) throw error;
    const fault = formFault(error.code, errorTable[error.code].summary, facts);
    if (fault === undefined) throw error;
    return { fault, status: errorTable[error.code].status };
  }
}
