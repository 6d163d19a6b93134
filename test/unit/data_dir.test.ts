/** The data directory: taken by one HUD at a time, and refused by name where it cannot be one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataDirInUse, DataDirUnusable, lockDataDir } from "engines/data_dir";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hud-data-dir-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("who has it has it until it lets go", async () => {
  const data_dir = join(folder, "made/anew");
  const lock = await lockDataDir(data_dir);
  expect(lock.took_over).toBe(false);
  await expect(lockDataDir(data_dir)).rejects.toThrow(DataDirInUse);
  lock.release();
  (await lockDataDir(data_dir)).release();
});

test("a file, or a place below one, is refused by the setting's name", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const data_dir of [file, join(file, "below")]) {
    const refused = lockDataDir(data_dir);
    await expect(refused).rejects.toThrow(DataDirUnusable);
    await expect(refused).rejects.toThrow(/^HUD_DATA_DIR must be a folder/);
  }
});
