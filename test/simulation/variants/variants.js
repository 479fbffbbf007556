/** The product with one thing in it broken on purpose: a simulation that does not catch each of them is worth nothing. */

/** @typedef {import('../build-simulation.js').Variant} Variant */

/** @type {readonly Variant[]} */
export const variants = [
  {
    name: 'lease-from-arrival',
    breaks: 'A lease counts from the arrival of the answer, not from the sending of the read.',
    file: 'packages/verifier/src/create-view.ts',
    edits: [['leases.renew(pages.sending,', 'leases.renew({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() },']],
  },
  {
    name: 'floors-dropped-on-reload',
    breaks: 'A snapshot takes the place of the floors that a view holds, instead of being merged with them.',
    file: 'packages/verifier/src/create-view.ts',
    edits: [
      [
        '      sweep(nowMs);\n',
        '      if (page.isSnapshot) for (let turn = 0; turn < 2; turn++) floors.sweep(floors.size + 1, () => true);\n',
      ],
    ],
  },
  {
    name: 'floors-dropped-early',
    breaks: 'A floor is forgotten when the bound has passed, while tokens and records of before it are still good.',
    file: 'packages/verifier/src/create-view.ts',
    edits: [
      [
        '(until, appliedMs) => until < engineNow && appliedMs < appliedBeforeMs',
        '(_until, appliedMs) => appliedMs < nowMs - maxStaleness * 1000',
      ],
    ],
  },
  {
    name: 'notify-renews-lease',
    breaks: 'The silence of the push channel is taken for a read that has confirmed that there is no news.',
    file: 'packages/gemel/src/core/fleet/store-feed.ts',
    edits: [
      ['  let epoch: string | undefined;\n', '  let epoch: string | undefined;\n  let offset = 0;\n'],
      [
        '    async read(after, {',
        '    async read(after, { isUnheard = false, ...options }: any = {}) {\n      const arrivedMs = clock.monotonicMs();\n      const { waitMs = 0 } = options;\n      if (after === undefined || waitMs === 0 || isUnheard || epoch === undefined) return this.readTruly(after, options);\n      await store.waitForNews(after, { waitMs });\n      if (clock.monotonicMs() - arrivedMs < waitMs) return this.readTruly(after, { ...options, waitMs: 0 });\n      const { retention } = freshness;\n      const page = { epoch, cursor: after, entries: [], isSnapshot: false, hasMore: false };\n      return { ...page, age: 0, now: offset + arrivedMs / 1000, retention, maxStaleness: registration.maxStaleness };\n    },\n    async readTruly(after, {',
      ],
      ['      const elapsed = (', '      offset = page.now - sentMs / 1000;\n      const elapsed = ('],
    ],
  },
  {
    name: 'reuse-window-outlives-revocation',
    breaks: 'Within the reuse window a refresh token is answered although its session has ended.',
    file: 'packages/gemel/src/core/sessions/check-record.ts',
    edits: [
      [
        '  if (record.endedAt !== null) throw',
        '  const isWithinWindow = record.refresh !== null && record.refresh.rotatedAt !== null && now < record.refresh.rotatedAt + 30;\n  if (record.endedAt !== null && !isWithinWindow) throw',
      ],
    ],
  },
  {
    name: 'sequence-numbers',
    breaks: 'An entry becomes visible after a later one, as with the numbers of a sequence, and cursors have passed over it by then.',
    file: 'packages/gemel/src/stores/memory/memory-log.ts',
    edits: [
      ['  let last = 0;\n', '  let last = 0;\n  const late: NumberedEntry[] = [];\n'],
      [
        '      entries.push({ position: last, entry: Object.freeze({ ...entry }) });',
        '      const own = { position: last, entry: Object.freeze({ ...entry }) };\n      if (last % 4 === 0) late.push(own);\n      else entries = [...entries, ...late.splice(0), own].sort((one, other) => one.position - other.position);',
      ],
    ],
  },
  {
    name: 'record-cache-kept-across-snapshot',
    breaks: 'Records in memory stay when the view is built anew from a snapshot, after a gap or a change of epoch.',
    file: 'packages/gemel/src/core/cache/check-session-token.ts',
    edits: [['    era === view.era &&\n    record.generation', '    record.generation']],
  },
  {
    name: 'no-pause-after-new-epoch',
    breaks: 'A node trusts its view at once after a change of epoch, before the others can have announced what was lost.',
    file: 'packages/verifier/src/create-view.ts',
    edits: [
      ['leaseWaitsUntilMs = nowMs + Math.max(ownMaxStaleness, page.maxStaleness) * 1000;', 'leaseWaitsUntilMs = nowMs;'],
      ['leaseWaitsUntilMs = Math.max(leaseWaitsUntilMs, nowMs + settlesIn * 1000);', ';'],
    ],
  },
  {
    name: 'young-epoch-trusted',
    breaks: 'A node that starts trusts the epoch that it finds, however young it is.',
    file: 'packages/gemel/src/core/fleet/settling.ts',
    edits: [['      if (epoch === settled) return 0;\n      if', '      if (epoch !== settled) return settle(epoch);\n      if']],
  },
  {
    name: 'nothing-announced-again',
    breaks: 'After a change of epoch nobody announces the floors that it holds.',
    file: 'packages/gemel/src/core/engine.ts',
    edits: [['      await store.announce(floors);\n', '      void floors;\n']],
  },
  {
    name: 'monotonic-clock-alone',
    breaks: 'A lease is checked against the monotonic clock alone, which stands still while a machine is suspended.',
    file: 'packages/verifier/src/lease.ts',
    edits: [['if (wallMs >= wallStartMs && wallMs < wallEndMs) return true;', 'if (wallMs !== 0) return true;']],
  },
  {
    name: 'sign-in-without-fence',
    breaks: 'A session is inserted whatever has become of its subject since the sign-in began.',
    file: 'packages/gemel/src/stores/memory/create-memory-store.ts',
    edits: [["if (stands !== subjectVersion) return { ...stamp('subject_changed'), subjectVersion: stands };", 'void stands;']],
  },
  {
    name: 'lost-rotation-refused',
    breaks: 'A refresh token one ahead of the record, because a failover has lost its rotation, is refused.',
    file: 'packages/gemel/src/core/tokens/refresh.ts',
    edits: [["  if (distance === 1) return 'adopt';\n", '']],
  },
  {
    name: 'entry-forgotten',
    breaks: 'A session that is ended alone is ended in the store, and the log does not hear of it.',
    file: 'packages/gemel/src/stores/memory/create-memory-store.ts',
    edits: [
      [
        "if (typeof outcome === 'object') log.append(outcome);",
        "if (typeof outcome === 'object' && change.kind !== 'end') log.append(outcome);",
      ],
    ],
  },
];
