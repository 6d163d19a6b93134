/** What a repository may send to this HUD: the closed list of its inputs, and what the set-up page is told of them. */

/** GitHub's events that the HUD records: their names in the webhook form, and what each is for. Needed ones first. */
export const github_events = [
  { event: "workflow_job", title: "Workflow jobs", what_for: "every cell of the grid", needed: true },
  {
    event: "workflow_run",
    title: "Workflow runs",
    what_for: "what started them; runs that failed to start",
    needed: true,
  },
  { event: "push", title: "Pushes", what_for: "commits as they land", needed: true },
  { event: "pull_request", title: "Pull requests", what_for: "pull request pages", needed: true },
  { event: "check_run", title: "Check runs", what_for: "checks of other CI systems", needed: false },
  { event: "status", title: "Statuses", what_for: "checks of older CI systems", needed: false },
  { event: "issues", title: "Issues", what_for: "incident banners", needed: false },
  { event: "issue_comment", title: "Issue comments", what_for: "what people say on issues", needed: false },
  { event: "pull_request_review", title: "Pull request reviews", what_for: "review state", needed: false },
  {
    event: "pull_request_review_comment",
    title: "Pull request review comments",
    what_for: "review threads",
    needed: false,
  },
] as const;
export type GithubEvent = (typeof github_events)[number]["event"];

/** What comes in by doors of its own. */
export const other_inputs = ["circleci", "oot", "logs", "test_reports", "artifacts"] as const;
export type InputName = GithubEvent | (typeof other_inputs)[number];
export const input_names: readonly InputName[] = [...github_events.map(({ event }) => event), ...other_inputs];

export const isInputName = (name: string): name is InputName => input_names.some((known) => known === name);

export interface InputSeen {
  input: InputName;
  /** When it last came in, to the minute; ISO 8601. Null: not since this HUD takes note. */
  heard_at: string | null;
  /** Of the newest of its records in the last 30 days, however they came in (backfill, archive). */
  recorded_at: string | null;
}

export const hook_scopes = ["repository", "organization", "app"] as const;

/** A webhook as it described itself in its ping. */
export interface HookSeen {
  scope: (typeof hook_scopes)[number];
  hook_id: number;
  /** When it last pinged; ISO 8601. */
  heard_at: string;
  /** As ticked in its form; "*" = all. */
  events: string[];
  content_type: string | null;
}

export interface RepoSetup {
  repo: string;
  /** In the order of `input_names`. */
  inputs: InputSeen[];
  /** That reach this repository, its own first. */
  hooks: HookSeen[];
  /** Of the jobs that ended within 7 days. */
  log_coverage: { jobs: number; with_log: number };
  /** Why GitHub lets the HUD at none of its logs, as of the last hours. */
  log_refusal: string | null;
}

/** The GitHub App that was made here. */
export interface AppMade {
  name: string;
  owner: string;
  html_url: string;
  install_url: string;
  made_at: string;
  /** Whether its webhook signs with this HUD's secret. */
  signs_alike: boolean;
}

/** GET /api/setup?repo= — addresses, and where secrets are kept; never a secret. */
export interface SetupAnswer {
  /** Where GitHub sends to; absolute. */
  webhook_url: string;
  circleci_url: string;
  relay_url: string;
  test_reports_url: string;
  artifacts_url: string;
  secret_hint: string;
  circleci_secret_hint: string;
  relay_token_hint: string;
  api_token_hint: string;
  github: {
    token: boolean;
    /** Whether this process asks GitHub as an App. */
    app: boolean;
    made: AppMade | null;
  };
  repo: RepoSetup | null;
}

/** Whether a webhook with these ticks sends the event. */
export const isTicked = ({ events }: HookSeen, event: GithubEvent): boolean =>
  events.includes("*") || events.includes(event);
