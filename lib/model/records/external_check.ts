/** The newest result of one named check that something other than GitHub Actions reported on a commit. */
import { conclusions, statuses } from "lib/model/conclusion";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { newestWins } from "lib/model/join";
import { providerJobRow } from "lib/model/provider_job";
import type { RecordKind } from "lib/model/records/kind";
import { z } from "zod";

export const ExternalCheck = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<sha>/<app or "status">/<name>"
  repo: RepoName,
  head_sha: Sha,
  /** The reporting GitHub App's slug, or "status" for a commit status. */
  app: z.string(),
  name: z.string(),
  /** GitHub's id of the check run or status: a newer report has a greater one. */
  id: Id,
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
  started_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  truncated: z.boolean(),
});
export type ExternalCheck = z.infer<typeof ExternalCheck>;

export const externalCheck: RecordKind<ExternalCheck> = {
  name: "external_check",
  dynamo_table: "external-check",
  schema: ExternalCheck,
  merge: newestWins<ExternalCheck>({
    rank: (check) => [check.id, statuses.indexOf(check.status), check.completed_at, check.updated_at],
  }),
  fit: (check) => dropLargestText(check, ["title"]),
  rows: (check, revision) => {
    const { dynamoKey, repo, head_sha, app, name, status, conclusion, started_at, completed_at, url } = check;
    return [
      { table: "external_check", row: { ...check, revision, is_deleted: 0 } },
      providerJobRow(
        {
          ...{ repo, head_sha, head_branch: null, provider: "check", dynamoKey, workflow_name: app, name },
          ...{ external_id: String(check.id), run_id: "", run_attempt: 1, status, conclusion },
          ...{ created_at: null, started_at, completed_at, html_url: url, is_ci: false, of_fork: false },
        },
        revision,
      ),
    ];
  },
};
