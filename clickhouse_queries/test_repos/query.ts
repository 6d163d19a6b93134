/** Which repositories report their tests. */
import { type SavedQuery, RowMoment } from "lib/model/saved_query";
import { z } from "zod";

export const testRepos = {
  name: "test_repos",
  description: "The repositories that have sent test reports, the most recent first.",
  params: z.strictObject({}),
  row: z.object({ repo: z.string(), tests: z.int(), last_report_at: RowMoment }),
} satisfies SavedQuery;
