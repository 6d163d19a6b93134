/** Every cell of the given commits, for drawing the grid: small, and quick to merge. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { CellConclusion } from "lib/model/conclusion";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

/** What each code means; 0 is whatever else has not ended. The order is query.sql's. */
export const cell_codes: readonly CellConclusion[] = [
  ...(["pending", "success", "failure", "cancelled", "timed_out", "skipped"] as const),
  ...(["neutral", "action_required", "startup_failure", "stale", "queued"] as const),
];

/** How many codes there is room for: a job's state is one number. */
export const cell_states = 16;

/** Checked by hand: a schema of its own for each of a hundred thousand numbers costs more than the query. */
export const Numbers = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === "number"),
  "must be numbers",
);

export const CellsRow = z.object({
  workflow: z.string(),
  job_name: z.string(),
  first_run: z.int(),
  /** Of each job, how much its run's id is greater than that. */
  runs_after: Numbers,
  first_id: z.int(),
  ids_after: Numbers,
  /** Of each job, its attempt times `cell_states`, and its code. */
  states: Numbers,
});
export type CellsRow = z.infer<typeof CellsRow>;

export const hudCells = {
  name: "hud_cells",
  description: "The jobs of the given commits, one row for each job name: runs, ids, attempts and conclusions.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: CellsRow,
} satisfies SavedQuery;
