/** The GitHub App that was made from the set-up page: kept in the data directory, where the next start finds it. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

export const GithubAppFile = z.strictObject({
  id: z.int().positive(),
  slug: z.string(),
  name: z.string(),
  owner: z.string(),
  html_url: z.string(),
  /** PEM. */
  private_key: z.string(),
  /** What the App's webhook signs with; null when it has none. */
  webhook_secret: z.string().nullable(),
  /** ISO 8601. */
  made_at: z.string(),
});
export type GithubAppFile = z.infer<typeof GithubAppFile>;

export const githubAppPath = (data_dir: string): string => join(data_dir, "github_app.json");

/** @returns null when there is none. @throws Error naming the file when it cannot be read as one; it quotes nothing of it. */
export function readGithubApp(data_dir: string): GithubAppFile | null {
  const path = githubAppPath(data_dir);
  if (!existsSync(path)) return null;
  try {
    return GithubAppFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new Error(`${path} cannot be read as a GitHub App. Repair it, or delete it.`);
  }
}

/** The claim on the App's place; it holds nothing until `keep` is called. */
export interface GithubAppPlace {
  keep(app: GithubAppFile): Promise<void>;
  giveUp(): Promise<void>;
}

/**
 * Makes sure that the App can be kept before GitHub is asked to make it: its key is told only once.
 * @throws NodeJS.ErrnoException EEXIST when another is being made at this moment, or what else the file system says.
 */
export async function claimGithubApp(data_dir: string): Promise<GithubAppPlace> {
  await mkdir(data_dir, { recursive: true, mode: 0o700 });
  const path = githubAppPath(data_dir);
  const draft = `${path}.draft`;
  const file = await open(draft, "wx", 0o600);
  return {
    keep: async (app) => {
      try {
        await file.writeFile(`${JSON.stringify(app, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    },
    giveUp: async () => {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}
