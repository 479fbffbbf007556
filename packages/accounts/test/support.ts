/** Small things that the tests share. */

/** The code of the error that `work` ends with. */
export async function codeOf(work: Promise<unknown>, otherwise = 'nothing was thrown'): Promise<string> {
  return work.then(
    () => otherwise,
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
