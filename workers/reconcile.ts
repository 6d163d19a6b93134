/**
 * Asks GitHub about workflow runs that are not over and have gone silent: a webhook that never came, since the HUD or the
 * network was down, is not sent again by itself, and a job would be in progress for ever.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import type { GithubClient, RepoClient } from "lib/github/client";
import { GithubError } from "lib/github/error";
import { getRepository, getRun, type RestRepository } from "lib/github/history";
import type { Told } from "lib/github/payloads";
import { runHistory, unlessGone } from "lib/github/run_history";
import { recordsFromGithub } from "lib/intake/github/index";
import { groupBy } from "lib/model/group_by";
import { RecordStore } from "lib/store/record_store";
import { type UnsettledRun, unsettledRuns } from "lib/warehouse/unsettled_runs";
import type { Logger } from "pino";
import type { Connections } from "workers/connections";
import { Limiter } from "workers/pace";
import { ZodError } from "zod";

export interface ReconcilerDependencies {
  warehouse: ClickHouseClient;
  store: Pick<RecordStore, "merge">;
  github: GithubClient;
  log: Logger;
}

const hour_ms = 3_600_000;
const options_default = {
  /** A run of which something was heard since is left alone. */
  quiet_minutes: 30,
  /** At most so many runs are asked about at a time. Each takes two requests or more. */
  runs_max: 100,
  /** Until the same run is asked about again: then twice as long, and so on. */
  again_first_ms: hour_ms,
  again_most_ms: 24 * hour_ms,
  now: () => Date.now(),
};
export type ReconcilerOptions = typeof options_default;

/** Logs and artifacts are asked for with the same credentials, and somebody waits for those. */
const budget_share_min = 0.3;
const merges_at_once = 8;
const failures_in_a_row_max = 3;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** Of each run that was asked about and is not over: how often, and when it is due again. */
  #asked = new Map<string, { times: number; due_ms: number }>();

  constructor(
    private readonly dependencies: ReconcilerDependencies,
    options: Partial<ReconcilerOptions> = {},
  ) {
    this.#options = { ...options_default, ...options };
  }

  /**
   * Asks about what is due, what was heard of last first.
   * @param signal ends it early and quietly
   * @returns how many runs GitHub told of
   * @throws GithubError when GitHub does not answer; what was told until then is recorded
   */
  async pass(signal: AbortSignal): Promise<number> {
    const { warehouse, log } = this.dependencies;
    const { quiet_minutes, runs_max, now } = this.#options;
    const unsettled = await unsettledRuns(warehouse, { quiet_minutes });
    const still = new Set(unsettled.map(keyOf));
    this.#asked = new Map([...this.#asked].filter(([key]) => still.has(key)));
    const due = unsettled.filter((run) => (this.#asked.get(keyOf(run))?.due_ms ?? 0) <= now()).slice(0, runs_max);
    let told = 0;
    try {
      for (const [repo, runs] of groupBy(due, ({ repo }) => repo)) told += await this.#askAbout(repo, runs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (told > 0) log.info({ runs: told }, "asked GitHub about workflow runs that had gone silent");
    return told;
  }

  async #askAbout(repo: string, runs: readonly UnsettledRun[], signal: AbortSignal): Promise<number> {
    const { github, log } = this.dependencies;
    let client: RepoClient;
    let repository: RestRepository;
    try {
      client = await github.forRepo(repo);
      repository = await getRepository(client, signal);
    } catch (error) {
      if (!isAboutUs(error)) throw error;
      // It is no repository that we may see: so it is for all of its runs.
      for (const run of runs) this.#note(run);
      log.info({ repo, reason: error.message }, "workflow runs that have gone silent cannot be asked about");
      return 0;
    }
    let told = 0;
    let failures_in_a_row = 0;
    for (const run of runs) {
      if (signal.aborted || isSpent(client)) break;
      try {
        if (await this.#settle(client, repository, run, signal)) told++;
        failures_in_a_row = 0;
      } catch (error) {
        // One run that GitHub cannot tell of must not keep it from telling of the others.
        const is_its_own = error instanceof GithubError && error.status !== 429;
        if (!is_its_own || ++failures_in_a_row >= failures_in_a_row_max) throw error;
        log.warn({ repo, run_id: run.run_id, reason: error.message }, "GitHub did not tell of a workflow run");
      }
      this.#note(run);
    }
    return told;
  }

  /** @returns whether GitHub still knows the run */
  async #settle(
    client: RepoClient,
    repository: RestRepository,
    { run_id, first_attempt }: UnsettledRun,
    signal: AbortSignal,
  ): Promise<boolean> {
    const run = await unlessGone(getRun(client, run_id, signal));
    if (!run) return false;
    const limiter = new Limiter(merges_at_once);
    for await (const page of runHistory(client, repository, run, { first_attempt, signal })) {
      await Promise.all(page.map((told) => limiter.run(() => this.#record(told))));
    }
    return true;
  }

  async #record({ event, payload, name }: Told): Promise<void> {
    const { store, log } = this.dependencies;
    let heard;
    try {
      heard = recordsFromGithub(event, payload);
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      log.warn({ err: error, told: name }, "GitHub told something that cannot be understood");
      return;
    }
    for (const record of heard) await store.merge(record);
  }

  #note(run: UnsettledRun): void {
    const { again_first_ms, again_most_ms, now } = this.#options;
    const times = (this.#asked.get(keyOf(run))?.times ?? 0) + 1;
    const wait_ms = Math.min(again_most_ms, again_first_ms * 2 ** Math.min(times - 1, 10));
    this.#asked.set(keyOf(run), { times, due_ms: now() + wait_ms });
  }
}

export function openReconciler(
  { client, table_prefix, warehouse, log }: Connections,
  github: GithubClient,
): Reconciler {
  const store = new RecordStore(client, table_prefix);
  return new Reconciler({ warehouse, store, github, log: log.child({ chore: "reconcile" }) });
}

const keyOf = ({ repo, run_id }: UnsettledRun): string => `${repo}/${run_id}`;

/** Refused for what we are, or there is no such repository: not for how GitHub is doing. */
const isAboutUs = (error: unknown): error is GithubError =>
  error instanceof GithubError && [401, 403, 404, 410, 451].includes(error.status);

function isSpent(client: RepoClient): boolean {
  const rate = client.rate_limit();
  return rate !== null && rate.remaining < rate.limit * budget_share_min;
}
