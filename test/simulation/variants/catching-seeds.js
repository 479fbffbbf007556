/** A seed for each variant in which it is caught: replayed by the tests, and found anew when the simulation itself has changed. */

/** @type {Readonly<Record<string, number>>} */
export const catchingSeeds = {
  'lease-from-arrival': 125,
  'floors-dropped-on-reload': 141,
  'floors-dropped-early': 2,
  'notify-renews-lease': 17,
  'reuse-window-outlives-revocation': 122,
  'sequence-numbers': 4,
  'record-cache-kept-across-snapshot': 20,
  'no-pause-after-new-epoch': 1146,
  'young-epoch-trusted': 1146,
  'nothing-announced-again': 141,
  'monotonic-clock-alone': 564,
  'sign-in-without-fence': 26,
  'lost-rotation-refused': 388,
  'entry-forgotten': 2,
};
