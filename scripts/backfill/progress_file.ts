/** How far a backfill has come, kept in `<data dir>/backfill/<owner>__<repo>.json`. */
import { writeWhole } from "engines/data_dir";
import { codeOf } from "lib/error_code";
import { RepoName } from "lib/model/fields";
import { Plan } from "scripts/backfill/plan";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export class ProgressFile {
  readonly path: string;

  /** @param repo "owner/repo"; checked here, because it becomes a file's name. */
  constructor(data_dir: string, repo: string) {
    const name = RepoName.parse(repo).toLowerCase().replace("/", "__");
    this.path = join(data_dir, "backfill", `${name}.json`);
  }

  /** Null when there is none; "unreadable" when there is, but not one of ours. */
  load(): Plan | "unreadable" | null {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    }
    try {
      return Plan.parse(JSON.parse(text));
    } catch {
      return "unreadable";
    }
  }

  /** A reader, and whoever comes after a crash, sees the old plan or the new one. */
  save(plan: Plan): void {
    mkdirSync(join(this.path, ".."), { recursive: true, mode: 0o700 });
    writeWhole(this.path, `${JSON.stringify(plan)}\n`);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
