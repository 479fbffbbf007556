/** The product with one thing in it broken on purpose: a simulation that does not catch each of them is worth nothing. */

/** @type {readonly import('../build-simulation.js').Variant[]} */
export const variants = [
  {
    name: 'lease-from-arrival',
    breaks: 'A lease counts from the arrival of the answer instead of the sending of the read.',
    file: 'packages/verifier/src/create-view.ts',
    find: 'lease.renew(pages.sending, (maxStaleness - pages.age) * 1000);',
    replace: 'lease.renew({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }, (maxStaleness - pages.age) * 1000);',
  },
  {
    name: 'record-cache-kept-across-snapshot',
    breaks: 'Records in memory stay when the view is built anew from a snapshot, after a gap or a change of epoch.',
    file: 'packages/gemel/src/core/cache/check-session-token.ts',
    find: '    era === view.era &&\n    record.generation',
    replace: '    record.generation',
  },
  {
    name: 'reuse-window-outlives-revocation',
    breaks: 'Within the reuse window a refresh token is answered although its session has ended.',
    file: 'packages/gemel/src/core/sessions/check-record.ts',
    find: '  if (record.endedAt !== null) throw',
    replace:
      '  const isWithinWindow = record.refresh?.rotatedAt != null && now < record.refresh.rotatedAt + 30;\n  if (record.endedAt !== null && !isWithinWindow) throw',
  },
];
