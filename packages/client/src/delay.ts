/** Waits. */

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Milliseconds to wait after so many failures in a row: longer each time, up to half a minute, and by chance, so that not all come at once. */
export function backoffMs(failures: number): number {
  return (0.5 + Math.random()) * Math.min(20_000, 500 * 2 ** failures);
}
