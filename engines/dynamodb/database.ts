/** Opens the LevelDB of a data directory, which belongs to one process at a time. */
import { Level } from "level";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export type Database = Level<string, string>;
export type Operation = { type: "put"; key: string; value: string } | { type: "del"; key: string };

const locked_error = z.object({ cause: z.object({ code: z.literal("LEVEL_LOCKED") }) });

/** Another process holds the directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`Another embedded DynamoDB is already using ${directory}: stop it first, or choose another data directory.`);
    this.name = "DirectoryInUse";
  }
}

/** Opens, waiting up to `patience_ms` for a previous owner that may be on its way out. */
export async function openDatabase(directory: string, patience_ms: number): Promise<Database> {
  const give_up_at = performance.now() + patience_ms;
  for (;;) {
    // Larger buffers than LevelDB's 4 MB and 2 MB: records are kilobytes, and each flush and file costs a merge.
    const db: Database = new Level(directory, {
      valueEncoding: "utf8",
      writeBufferSize: 16 * 1024 * 1024,
      maxFileSize: 8 * 1024 * 1024,
      cacheSize: 32 * 1024 * 1024,
      blockSize: 16 * 1024,
    });
    try {
      await db.open();
      return db;
    } catch (error) {
      if (!locked_error.safeParse(error).success) throw error;
      if (performance.now() > give_up_at) throw new DirectoryInUse(directory);
      await sleep(100);
    }
  }
}
