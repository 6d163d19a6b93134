/** What the operator says of repositories, as the file has it now: a change counts within seconds, without a restart. */
import type { Config } from "lib/config";
import { type RepoConfig, repoConfig, type RepoConfigFile } from "lib/model/repo_config";
import { readRepoConfigFile } from "lib/repo_config_file";
import { stat } from "node:fs/promises";
import type { Logger } from "pino";

const look_again_ms = 2_000;

export class RepoConfigs {
  private file: RepoConfigFile = {};
  /** When the file was last written, and how long it was; null: there was none. Undefined: never looked. */
  private seen: string | null | undefined;
  private look_at = 0;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly source: Config["repo_config"],
    private readonly log: Logger,
  ) {}

  /** Never throws: a file that has become wrong is warned of, and what was read before stands. */
  async of(repo: string): Promise<RepoConfig> {
    if (Date.now() >= this.look_at) {
      this.looking ??= this.look().finally(() => (this.looking = null));
      await this.looking;
    }
    return repoConfig(this.file, repo);
  }

  private async look(): Promise<void> {
    const found = await stat(this.source.path).catch(() => null);
    const now = found && `${found.mtimeMs} ${found.size} ${found.ino}`;
    this.look_at = Date.now() + look_again_ms;
    if (now === this.seen) return;
    this.seen = now;
    try {
      this.file = readRepoConfigFile(this.source);
    } catch (error) {
      this.log.warn({ err: error }, "The settings of repositories cannot be read; what was read before stands");
    }
  }
}
