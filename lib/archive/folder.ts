/** The archive in a folder. A file appears under its name only when it is whole. */
import { type Archive, type ArchiveEntry, checkKey } from "lib/archive/archive";
import { randomUUID } from "node:crypto";
import { access, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

const partial = ".partial";

export class FolderArchive implements Archive {
  /** Folders known to exist: making sure again for every delivery would cost a system call per path segment. */
  private readonly made = new Set<string>();

  constructor(private readonly root: string) {}

  async put(key: string, body: Uint8Array): Promise<void> {
    const target = path.join(this.root, checkKey(key));
    const temporary = path.join(this.root, `${randomUUID()}${partial}`);
    await this.makeFolder(path.dirname(target));
    try {
      await writeFile(temporary, body, { flag: "wx" });
      await rename(temporary, target);
    } catch (error) {
      this.made.clear(); // Somebody may have cleared the archive: make its folders anew next time.
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array | null> {
    try {
      return await readFile(path.join(this.root, checkKey(key)));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async *list(prefix: string): AsyncIterable<ArchiveEntry> {
    const folder = prefix.includes("/") ? prefix.slice(0, prefix.lastIndexOf("/")) : "";
    for await (const entry of this.walk(folder && checkKey(folder))) {
      if (entry.key.startsWith(prefix)) yield entry;
    }
  }

  async check(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await access(this.root, constants.W_OK);
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (this.made.size > 10_000) this.made.clear();
    this.made.add(folder);
  }

  private async *walk(folder: string): AsyncIterable<ArchiveEntry> {
    const entries = await readdir(path.join(this.root, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    // S3 lists by key: a folder's name counts with the slash that follows it.
    const name = (entry: (typeof entries)[number]): string => entry.name + (entry.isDirectory() ? "/" : "");
    for (const entry of entries.sort((a, b) => (name(a) < name(b) ? -1 : 1))) {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.walk(key);
      else if (!entry.name.endsWith(partial)) {
        const { size, mtime } = await stat(path.join(this.root, key));
        yield { key, bytes: size, modified_at: mtime.toISOString() };
      }
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
