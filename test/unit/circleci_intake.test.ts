/** CircleCI's deliveries become records: every documented way of connecting a project, and what is not as documented. */
import fc from "fast-check";
import { circleciEvent, circleciRepository, recordsFromCircleci } from "lib/intake/circleci/index";
import { repositoryAt } from "lib/intake/circleci/repository";
import type { Heard } from "lib/model/records/kind";
import { jobCompleted, workflowCompleted } from "scripts/demo/payloads/circleci";
import { translatorOf } from "scripts/translators";
import { circleciFixture, circleciHistory } from "test/kit/circleci";
import { sha } from "test/kit/deliveries";
import { foldRecords, recordsIn } from "test/kit/fold";
import { ZodError } from "zod";

const only = (records: readonly Heard[]): Heard => {
  const [record, ...others] = records;
  if (!record || others.length > 0) throw new Error(`${records.length} records`);
  return record;
};
const fromFixture = (name: string): Heard => only(recordsFromCircleci(circleciFixture(name)));
const tablesOf = ({ kind, record }: Heard, table: string) =>
  kind.rows(record, 1).flatMap((one) => (one.table === table ? [one.row] : []));

const ended = { status: "completed", completed_at: "2026-03-01T12:05:34.170Z", created_at: "2026-03-01T12:00:01.616Z" };
const rocket = { repo: "acme/rocket", project_slug: "gh/acme/rocket", head_sha: sha("rocket"), of_fork: false };

describe("every documented shape", () => {
  test("GitHub's OAuth app: a job", () => {
    const { kind, record } = fromFixture("job_github_oauth");
    expect(kind.name).toBe("circleci_job");
    expect(record).toMatchObject({
      ...{ ...rocket, ...ended, head_branch: "main", tag: null, name: "test", conclusion: "success", number: 136 },
      ...{ workflow_name: "build-test-deploy", started_at: "2026-03-01T12:00:28.841Z", pipeline_number: 130 },
      ...{ commit_message: "Add a rocket\n\nIt flies.", commit_author: "Ada Lovelace" },
      ...{ commit_time: "2026-03-01T11:59:00.000Z", repo_url: "https://github.com/acme/rocket" },
      html_url: expect.stringMatching(
        /^https:\/\/app\.circleci\.com\/pipelines\/gh\/acme\/rocket\/130\/workflows\/[\w-]{36}\/jobs\/136$/,
      ),
    });
    expect(record.dynamoKey).toMatch(/^gh\/acme\/rocket\/[\w-]{36}$/);
  });

  test("GitHub's OAuth app: a workflow", () => {
    const { kind, record } = fromFixture("workflow_github_oauth");
    expect(kind.name).toBe("circleci_workflow");
    expect(record).toMatchObject({ ...rocket, ...ended, name: "build-test-deploy", conclusion: "failure" });
    expect(record).toMatchObject({ html_url: expect.stringMatching(/\/workflows\/[\w-]{36}$/) });
  });

  test.each(["job_github_app", "workflow_github_app"])("GitHub's App: %s", (name) => {
    expect(fromFixture(name).record).toMatchObject({
      ...{ ...ended, repo: "acme/engine", head_sha: sha("engine"), head_branch: "main", conclusion: "cancelled" },
      ...{ commit_message: "Tune the engine\n\nFewer coughs.", commit_author: "Grace Hopper", default_branch: "main" },
      ...{ repo_url: "https://github.com/acme/engine", trigger_type: "github_app" },
      dynamoKey: expect.stringMatching(/^circleci\/9z8PamRuKaKWrW91o7Kqvn\/AHWysFUuUfBgs6VeUqm6tg\//),
    });
  });

  test.each([
    ["job_gitlab", "circleci_job"],
    ["workflow_gitlab", "circleci_workflow"],
  ])("GitLab: %s", (name, kind_name) => {
    const { kind, record } = fromFixture(name);
    expect(kind.name).toBe(kind_name);
    expect(record).toMatchObject({
      ...{ ...ended, repo: "acme/satellite", head_sha: sha("satellite"), head_branch: "main", tag: null },
      ...{ commit_message: "Point at the sun\n\nAnd away again.", commit_time: "2026-03-01T11:58:00.000Z" },
      repo_url: "https://gitlab.com/acme/satellite",
    });
  });

  test("Bitbucket: a job that nobody was allowed to run", () => {
    expect(fromFixture("job_bitbucket").record).toMatchObject({
      ...{ repo: "acme/tower", head_branch: "feature/lights", conclusion: "action_required", name: "deploy" },
      ...{ commit_message: "Switch on the lights", repo_url: "https://bitbucket.org/acme/tower" },
    });
  });

  test("a fork's pull request is recorded with us, and is on no branch of ours", () => {
    const heard = fromFixture("job_fork_pull_request");
    expect(heard.record).toMatchObject({ repo: "acme/rocket", head_branch: "pull/17", of_fork: true });
    expect(tablesOf(heard, "commit")).toMatchObject([{ sha: sha("guest"), title: "Paint it red" }]);
    expect([...tablesOf(heard, "branch_commit"), ...tablesOf(heard, "branch")]).toEqual([]);
    expect(tablesOf(heard, "provider_job")).toMatchObject([{ of_fork: true, conclusion: "failure", name: "test" }]);
  });

  test("a tag is no branch", () => {
    const heard = fromFixture("workflow_tag");
    expect(heard.record).toMatchObject({ head_branch: null, tag: "v1.2.0", conclusion: "failure" });
    expect(tablesOf(heard, "branch_commit")).toEqual([]);
    expect(tablesOf(heard, "branch")).toMatchObject([{ name: "v1.2.0", source: "tag" }]);
  });

  test("a pipeline of no commit, and a ping, record nothing", () => {
    expect(recordsFromCircleci(circleciFixture("job_without_commit"))).toEqual([]);
    expect(recordsFromCircleci(circleciFixture("ping"))).toEqual([]);
    expect(circleciRepository(circleciFixture("ping"))).toBeNull();
  });

  test("what is archived is replayed by the same translators", () => {
    const payload = circleciFixture("job_github_oauth");
    expect(translatorOf("circleci-job-completed").records(payload)).toEqual(recordsFromCircleci(payload));
    expect(translatorOf("circleci-job-completed").repo(payload)).toBe("acme/rocket");
    expect(translatorOf("circleci-ping").records(circleciFixture("ping"))).toEqual([]);
  });
});

test.each([
  ["success", "completed", "success"],
  ["failed", "completed", "failure"],
  ["error", "completed", "failure"],
  ["infrastructure_fail", "completed", "failure"],
  ["timedout", "completed", "timed_out"],
  ["canceled", "completed", "cancelled"],
  ["not_run", "completed", "skipped"],
  ["unauthorized", "completed", "action_required"],
  ["on_hold", "waiting", null],
  ["running", "in_progress", null],
  ["something-new", "completed", "neutral"],
])("%s is %s, %s", (word, status, conclusion) => {
  const payload = jobCompleted();
  const told = { ...payload, job: { ...payload.job, status: word } };
  const { record } = only(recordsFromCircleci(told));
  expect(record).toMatchObject({ status, conclusion });
  expect("completed_at" in record && record.completed_at === null).toBe(conclusion === null);
});

test.each([
  ["https://github.com/acme/rocket", "acme/rocket", "https://github.com/acme/rocket"],
  ["https://github.com/acme/rocket.git", "acme/rocket", "https://github.com/acme/rocket"],
  ["https://github.com/acme/rocket/", "acme/rocket", "https://github.com/acme/rocket"],
  ["git@github.com:acme/rocket.git", "acme/rocket", "https://github.com/acme/rocket"],
  ["ssh://git@ghe.example:7999/acme/rocket.git", "acme/rocket", "https://ghe.example/acme/rocket"],
  ["http://ghe.example/acme/rocket", "acme/rocket", "http://ghe.example/acme/rocket"],
  ["https://token@github.com/acme/rocket", "acme/rocket", "https://github.com/acme/rocket"],
  ["http://user:secret@ghe.example:8080/acme/rocket", "acme/rocket", "http://ghe.example:8080/acme/rocket"],
  ["https://gitlab.com/group/sub/project", "group/sub.project", "https://gitlab.com/group/sub/project"],
  ["https://bb.example/scm/team/rocket.git", "team/rocket", "https://bb.example/team/rocket"],
])("%s is %s", (address, name, url) => {
  expect(repositoryAt(address)).toEqual({ name, url });
});

test.each(["", "acme/rocket", "https://github.com/acme", "javascript:alert(1)//a/b", "https://x/../..", "C:\\a\\b"])(
  "%j is no repository's address",
  (address) => {
    expect(repositoryAt(address)).toBeNull();
  },
);

test.each([
  ["type", { type: undefined }],
  ["type", { type: "Job Completed!" }],
  ["project.slug", { project: { slug: "a b" } }],
  ["job.id", { job: { id: "", name: "test", status: "success", number: 1 } }],
  ["job.status", { job: { id: "x", name: "test", number: 1 } }],
  ["workflow", { workflow: null }],
  ["pipeline.vcs.revision", { pipeline: { ...jobCompleted().pipeline, vcs: { revision: "main" } } }],
])("a bad %s is named", (field, changes) => {
  let problem: unknown;
  try {
    recordsFromCircleci({ ...jobCompleted(), ...changes });
  } catch (error) {
    problem = error;
  }
  if (!(problem instanceof ZodError)) throw new Error(`No complaint: ${String(problem)}`);
  expect(problem.issues[0]?.path.join(".")).toBe(field);
});

test("links that are not http(s) never get into a record", () => {
  const payload = jobCompleted();
  const told = { ...payload, workflow: { ...payload.workflow, url: "javascript:alert(1)" } };
  expect(only(recordsFromCircleci(told)).record).toMatchObject({ html_url: null, workflow_url: null });
});

test("a message about a job is a job's, whatever it calls itself", () => {
  expect(circleciEvent({ ...jobCompleted(), type: "workflow-completed" })).toBe("job-completed");
  expect(circleciEvent(workflowCompleted())).toBe("workflow-completed");
  expect(circleciEvent({ type: "something-new" })).toBe("something-new");
});

test("an enormous message is cut, never its outcome", () => {
  const { kind, record } = only(recordsFromCircleci(jobCompleted({ body: "x".repeat(500_000), status: "failed" })));
  expect(record).toMatchObject({ truncated: true, commit_message: null, conclusion: "failure" });
  expect(kind.rows(record, 1).length).toBeGreaterThan(3);
});

describe("in any order, with any repetition", () => {
  const records = (told: readonly object[]): Heard[] => told.flatMap(recordsFromCircleci);

  test("deliveries end in the same records", () => {
    const retold = circleciHistory.chain((told) =>
      fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }).map((shuffled) => ({ told, shuffled })),
    );
    fc.assert(
      fc.property(retold, ({ told, shuffled }) => {
        expect(recordsIn(foldRecords(records(shuffled)))).toEqual(recordsIn(foldRecords(records(told))));
      }),
      { numRuns: 300 },
    );
  });

  test("each record's rows fit together: a job's number of its own never changes", () => {
    fc.assert(
      fc.property(circleciHistory, (told) => {
        for (const { kind, record, revision } of foldRecords(records(told)).values()) {
          const rows = kind.rows(record, revision).filter(({ table }) => table.startsWith("provider_"));
          expect(rows).toMatchObject([{ row: { dynamoKey: record.dynamoKey, revision, is_deleted: 0, is_ci: true } }]);
        }
      }),
    );
  });
});
