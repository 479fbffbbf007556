/** What a statement sets for its own commit, and what it can say about it. */

/**
 * A common table expression `settings`: an acknowledged end must be on disk, so a role or database that does not wait for it is
 * overruled in this transaction. Whoever reads `level` of it sets it, in time for the commit.
 */
export const DURABLE = `settings AS MATERIALIZED (SELECT set_config('synchronous_commit',
  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true) AS level)`;

/** As `DURABLE`, but leaves the setting as it is. */
export const AS_SET = "settings AS MATERIALIZED (SELECT current_setting('synchronous_commit') AS level)";

/** Whether the commit waits until a standby has flushed it; `remote_write` waits for less. */
export const IS_REPLICATED = `(SELECT level IN ('on', 'remote_apply') AND current_setting('synchronous_standby_names') <> '' FROM settings)`;

/** Columns: whether there is a standby that commits wait for, and how far they wait where nothing overrules it. */
export const STANDBY =
  "current_setting('synchronous_standby_names') <> '' AS has_standby, current_setting('synchronous_commit') AS level, pg_postmaster_start_time()::text AS server";
