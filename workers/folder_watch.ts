/** Tells of files that appear or change below a folder, once each has been quiet for a moment. */
import { type FSWatcher, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { Logger } from "pino";

export interface FolderWatch {
  stop(): void;
}

/** Writers that do not write a file at once tell of it many times. */
const quiet_ms = 500;
const pending_max = 10_000;

/**
 * @param onFile is given a path below the folder, with forward slashes; whatever is missed, a sweep must find.
 */
export async function watchFolder(folder: string, onFile: (path: string) => void, log: Logger): Promise<FolderWatch> {
  const pending = new Map<string, NodeJS.Timeout>();
  let watcher: FSWatcher | undefined;
  const onEvent = (_event: string, name: string | null): void => {
    if (name === null || (pending.size >= pending_max && !pending.has(name))) return;
    clearTimeout(pending.get(name));
    const timer = setTimeout(() => {
      pending.delete(name);
      onFile(name.replaceAll("\\", "/"));
    }, quiet_ms);
    pending.set(name, timer);
  };
  try {
    await mkdir(folder, { recursive: true });
    watcher = watch(folder, { recursive: true }, onEvent);
    // A folder that vanishes, or more of them than the system can watch: the sweep goes on.
    watcher.on("error", (error) => log.warn({ err: error, folder }, "the folder is watched no more"));
  } catch (error) {
    log.warn({ err: error, folder }, "the folder cannot be watched");
  }
  return {
    stop: () => {
      watcher?.close();
      for (const timer of pending.values()) clearTimeout(timer);
    },
  };
}
