/** Every cell of the given commits, for drawing the grid: small, and quick to merge. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { Tone } from "lib/model/mark";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

/** What each code means; 0 is whatever else has not ended, and the last is a success beside a failure. The order is query.sql's. */
export const cell_codes: readonly Exclude<Tone, "none">[] = [
  ...(["pending", "success", "failure", "cancelled", "timed_out", "skipped"] as const),
  ...(["neutral", "action_required", "startup_failure", "stale", "queued", "flaky"] as const),
];

/** Checked by hand: a schema of its own for each of fifty thousand numbers costs more than the query. */
const Numbers = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === "number"),
  "must be numbers",
);

export const CellsRow = z.object({
  /** "<workflow> / <job>" */
  name: z.string(),
  /** Of each cell its commit's place in `shas`, from 0. */
  places: Numbers,
  /** Of each cell what it shows. */
  codes: Numbers,
});
export type CellsRow = z.infer<typeof CellsRow>;

export const hudCells = {
  name: "hud_cells",
  description: "What the grid shows of the given commits, one row for each job name: commits' places and cells' codes.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: CellsRow,
} satisfies SavedQuery;
