/** The archive in a folder. A file appears under its name only when it is whole. */
import { type Archive, type ArchiveEntry, type ByteRange, checkKey, type OpenObject } from "lib/archive/archive";
import { codeOf } from "lib/error_code";
import { randomUUID } from "node:crypto";
import { createWriteStream, rename as renameFile, writeFile as writeWholeFile } from "node:fs";
import { access, constants, mkdir, open as openFile, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

// Half the cost of their namesakes in node:fs/promises, which make a FileHandle; every delivery pays it.
const writeFile = promisify(writeWholeFile);
const rename = promisify(renameFile);

/** How a file is named while it is being written, beside the archive's top folders. */
const partial = /^[0-9a-f-]{36}\.partial$/;

export class FolderArchive implements Archive {
  /** Folders known to exist: making sure again for every delivery would cost a system call per path segment. */
  private readonly made = new Set<string>();

  constructor(private readonly root: string) {}

  async put(key: string, body: Uint8Array): Promise<void> {
    const target = this.targetOf(key);
    const writeBody = (temporary: string): Promise<void> => writeFile(temporary, body, { flag: "wx" });
    try {
      await this.write(target, writeBody);
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.made.clear(); // Somebody has cleared the archive: make its folders anew.
      await this.write(target, writeBody);
    }
  }

  async putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<number> {
    const target = this.targetOf(key);
    this.made.delete(path.dirname(target)); // A body can be read only once: its folder is not taken for granted.
    let bytes = 0;
    await this.write(target, async (temporary) => {
      const file = createWriteStream(temporary, { flags: "wx" });
      await pipeline(body, file);
      bytes = file.bytesWritten;
    });
    return bytes;
  }

  async get(key: string): Promise<Uint8Array | null> {
    try {
      return await readFile(path.join(this.root, checkKey(key)));
    } catch (error) {
      if (isMissing(error) || hasCode(error, "EISDIR")) return null;
      throw error;
    }
  }

  async open(key: string, range: ByteRange = { from: 0 }): Promise<OpenObject | null> {
    let file;
    try {
      file = await openFile(path.join(this.root, checkKey(key)));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    try {
      // Of the open file: one that is replaced meanwhile keeps its size and its bytes.
      const found = await file.stat();
      if (!found.isFile()) {
        await file.close();
        return null;
      }
      const { from: start, to: end } = range;
      const body = file.createReadStream({ start, ...(end !== undefined && { end }) });
      return { bytes: found.size, modified_at: found.mtime.toISOString(), body };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async stat(key: string): Promise<ArchiveEntry | null> {
    try {
      const found = await stat(path.join(this.root, checkKey(key)));
      return found.isFile() ? { key, bytes: found.size, modified_at: found.mtime.toISOString() } : null;
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

  async remove(key: string): Promise<void> {
    await rm(path.join(this.root, checkKey(key)), { force: true });
  }

  async removeUnfinished(before: Date): Promise<void> {
    for (const name of await readdir(this.root).catch(ifMissing([]))) {
      if (!partial.test(name)) continue;
      const file = path.join(this.root, name);
      const written = await stat(file).catch(ifMissing(null)); // It may be finished meanwhile.
      if (written && written.mtime < before) await rm(file, { force: true });
    }
  }

  async downloadUrl(): Promise<null> {
    return null;
  }

  async check(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await access(this.root, constants.W_OK);
  }

  private targetOf(key: string): string {
    if (partial.test(key)) throw new Error("Not an archive key");
    return path.join(this.root, checkKey(key));
  }

  private async write(target: string, writeBody: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = path.join(this.root, `${randomUUID()}.partial`);
    await this.makeFolder(path.dirname(target));
    try {
      await writeBody(temporary);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (this.made.size > 10_000) this.made.clear();
    this.made.add(folder);
  }

  private async *walk(folder: string): AsyncIterable<ArchiveEntry> {
    const entries = await readdir(path.join(this.root, folder), { withFileTypes: true }).catch(ifMissing([]));
    // S3 lists by key: a folder's name counts with the slash that follows it.
    const name = (entry: (typeof entries)[number]): string => entry.name + (entry.isDirectory() ? "/" : "");
    for (const entry of entries.sort((a, b) => (name(a) < name(b) ? -1 : 1))) {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.walk(key);
      else if (!(folder === "" && partial.test(entry.name))) {
        const { size, mtime } = await stat(path.join(this.root, key));
        yield { key, bytes: size, modified_at: mtime.toISOString() };
      }
    }
  }
}

const hasCode = (error: unknown, ...codes: string[]): boolean => codes.includes(codeOf(error) ?? "");
const isMissing = (error: unknown): boolean => hasCode(error, "ENOENT", "ENOTDIR");

const ifMissing =
  <Value>(instead: Value) =>
  (error: unknown): Value => {
    if (isMissing(error)) return instead;
    throw error;
  };
