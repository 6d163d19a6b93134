/** Artifacts that lie with GitHub, of runs we know; asked for when credentials are there, and remembered for a while. */
import { type GithubClient, githubClient } from "lib/github/client";
import type { Config } from "lib/config";
import { GithubError } from "lib/github/error";
import type { Artifact } from "lib/model/artifact";
import type { Logger } from "pino";
import { z } from "zod";

const Listing = z.object({
  artifacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      size_in_bytes: z.int(),
      expired: z.boolean(),
      created_at: z.string().nullish(),
      expires_at: z.string().nullish(),
    }),
  ),
});

/** A finished run's artifacts change no more but for expiring; a running one's are looked at again soon. */
const remembered_ms = 60_000;
const runs_max = 1_000;
/** Somebody waits for the page: a closed rate budget is not waited for. */
const wait_max_ms = 500;
const patience_ms = 5_000;

export type FoundOnGithub = Pick<Artifact, "name" | "size_bytes" | "created_at" | "expires_at" | "expired"> & {
  id: number;
};

export class GithubArtifacts {
  readonly #client: GithubClient | null;
  readonly #known = new Map<string, { at: number; found: Promise<FoundOnGithub[]> }>();

  constructor(
    github: Config["github"],
    private readonly log: Logger,
  ) {
    const has_credentials = github.token !== null || github.app !== null;
    this.#client = has_credentials ? githubClient(github, { wait_max_ms, timeout_ms: patience_ms }) : null;
  }

  /** Of one run; none without credentials, and none when GitHub does not say. At most a hundred. */
  async of(repo: string, workflow_id: number): Promise<FoundOnGithub[]> {
    if (!this.#client) return [];
    const key = `${repo}/${workflow_id}`;
    const known = this.#known.get(key);
    if (known && Date.now() - known.at < remembered_ms) return known.found;
    const found = this.#ask(this.#client, repo, workflow_id);
    this.#known.delete(key); // The oldest come first.
    this.#known.set(key, { at: Date.now(), found });
    const [oldest] = this.#known.keys();
    if (this.#known.size > runs_max && oldest !== undefined) this.#known.delete(oldest);
    return found;
  }

  async #ask(client: GithubClient, repo: string, run_id: number): Promise<FoundOnGithub[]> {
    try {
      const asker = await client.forRepo(repo);
      const signal = AbortSignal.timeout(patience_ms);
      const route = "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts";
      const { data } = await asker.get(route, { run_id, per_page: 100 }, Listing, signal);
      return data.artifacts.map(({ id, name, size_in_bytes, expired, created_at, expires_at }) => ({
        ...{ id, name, size_bytes: size_in_bytes, expired },
        created_at: moment(created_at) ?? new Date(0).toISOString(),
        expires_at: moment(expires_at),
      }));
    } catch (error) {
      // A repository that our credentials do not reach has none that we could show.
      if (!(error instanceof GithubError && error.status === 404)) {
        this.log.warn({ err: error, repo, run_id }, "GitHub does not tell of a run's artifacts");
      }
      return [];
    }
  }
}

function moment(text: string | null | undefined): string | null {
  const time = new Date(text ?? "");
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
