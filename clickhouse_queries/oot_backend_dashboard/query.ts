/** One backend's jobs. */
import { OotRow } from "clickhouse_queries/oot_rows";
import { Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootBackendDashboard = {
  name: "oot_backend_dashboard",
  description: "The jobs of one out-of-tree backend (repo: the backend's own) within the last days, newest first.",
  params: z.strictObject({ repo: Repo, days: Days.default(7) }),
  row: OotRow,
} satisfies SavedQuery;
