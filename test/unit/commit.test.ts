/** What commit messages say of the pull request they came from, and how messages are split. */
import { branchSeen, commitSeen, pullNumber, repositorySeen, splitMessage } from "lib/model/commit";

const ghstack = (link: string) => `Add a kernel

Some words.

ghstack-source-id: 0a1b2c
Pull Request resolved: ${link}
Approved by: someone
`;

test.each<[what: string, message: string, number: number | null]>([
  ["a squash", "Add a thing (#123)", 123],
  ["a squash with a body", "Add a thing (#123)\n\n* one\n* two (#7)", 123],
  ["Windows line ends", "Add a thing (#123)\r\n\r\nBody", 123],
  ["a title with a space at its end", "Add a thing (#123)  ", 123],
  ["a merge", "Merge pull request #45 from octo/topic\n\nAdd a thing", 45],
  ["a merge of a squash-like title", "Merge pull request #45 from octo/topic\n\nRevert (#12)", 45],
  ["a squashed revert of a squash", 'Revert "Add a thing (#123)" (#130)', 130],
  ["a revert pushed by hand", 'Revert "Add a thing (#123)"\n\nThis reverts commit abc.', null],
  ["a cherry-pick with two numbers", "[release] Add a thing (#123) (#140)", 140],
  ["a number in the middle", "Fix (#12) for good", null],
  ["an issue's number", "Fix #12", null],
  ["an issue's number in the body", "Fix\n\nCloses #12", null],
  ["a title about a merge", "Merge pull request #45", null],
  ["no number", "Fix (#)", null],
  ["number zero", "Fix (#0)", null],
  ["a number no repository has", "Fix (#12345678901)", null],
  ["ghstack", ghstack("https://github.com/octo/widgets/pull/77"), 77],
  ["ghstack on an Enterprise", ghstack("https://ghe.example.com/octo/widgets/pull/78"), 78],
  ["an older trailer", "Add\n\nPull-Request: https://github.com/octo/widgets/pull/79", 79],
  ["a trailer with a number", "Add\n\nPull Request: #80", 80],
  ["a trailer of a title that has its own", `Add (#5)\n\nPull Request resolved: https://github.com/o/w/pull/77`, 5],
  ["a link in prose", "Add\n\nSee https://github.com/octo/widgets/pull/81 for more", null],
  ["a quoted trailer", "Add\n\n> Pull Request resolved: https://github.com/octo/widgets/pull/81", null],
  ["GitLab", "Merge branch 'x' into 'main'\n\nSee merge request group/project!12", null],
  ["Bitbucket", "Merged in topic (pull request #12)", null],
  ["Azure", "Merged PR 12: Add a thing", null],
  ["nothing", "", null],
  ["a lone number sign", "(#123)", 123],
  ["digits of another script", "Fix (#١٢)", null],
])("%s", (_what, message, number) => expect(pullNumber(message)).toBe(number));

test("a hostile message takes no time", () => {
  const started = performance.now();
  for (const piece of ["(#1", "Pull Request resolved: ", "#1 ", "\n", "Merge pull request #1 ", "https://x/pull/"]) {
    pullNumber(piece.repeat(50_000));
    splitMessage(piece.repeat(50_000));
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});

test.each([
  ["Title", "Title", ""],
  ["Title\n\nBody\nmore\n", "Title", "Body\nmore"],
  ["  Title \r\n\r\n  Body", "Title", "Body"],
  ["\n\nTitle\nBody", "Title", "Body"],
  ["", "", ""],
])("%j is split into title and body", (message, title, body) => {
  expect(splitMessage(message)).toEqual({ title, body });
});

test("a better source always outranks a newer one", () => {
  const seen = { repo: "o/r", sha: "a", time: "2026-01-01T00:00:00.000Z", message: "m", repo_url: null };
  const author = { author_name: null, author_login: null };
  const revision = (source: "pull_request" | "workflow_run" | "push", heard_at: string) =>
    Number(commitSeen({ ...seen, ...author, source, heard_at }).row.revision);
  const [old, young] = ["1970-01-01T00:00:00.000Z", "2261-12-31T23:59:59.999Z"];
  expect(revision("push", old)).toBeGreaterThan(revision("workflow_run", young));
  expect(revision("workflow_run", old)).toBeGreaterThan(revision("pull_request", young));
  expect(revision("push", young)).toBeGreaterThan(revision("push", old));
  expect(Number.isSafeInteger(revision("push", young))).toBe(true);
});

test("within one second, a ref that was deleted and pushed again exists", () => {
  const seen = { repo: "o/r", source: "push", name: "x", ref_source: "head" } as const;
  const revision = (second: number, deleted: boolean) =>
    Number(branchSeen({ ...seen, heard_at: `2026-01-01T00:00:0${second}.000Z`, deleted }).row.revision);
  expect(revision(1, false)).toBeGreaterThan(revision(1, true));
  expect(revision(2, true)).toBeGreaterThan(revision(1, false));
});

test("a message that does not name the default branch hides none that does", () => {
  const revision = (default_branch: string | null, heard_at: string) =>
    Number(repositorySeen({ repo: "o/r", source: "push", default_branch, repo_url: null, heard_at }).row.revision);
  expect(revision("main", "1970-01-01T00:00:00.000Z")).toBeGreaterThan(revision(null, "2261-01-01T00:00:00.000Z"));
});
