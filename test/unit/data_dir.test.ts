/** The data directory: taken by one HUD at a time, and refused by name where it cannot be one. */
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataDirInUse, lockDataDir, requireDataDir } from "engines/data_dir";
import { FolderUnusable, requireFolder } from "engines/folder";

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
    await expect(refused).rejects.toThrow(FolderUnusable);
    await expect(refused).rejects.toThrow(/^HUD_DATA_DIR must be a folder/);
  }
});

test("where nothing can be made is refused at once, by the setting's name", () => {
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
  const places = [
    join(folder, "dangling"),
    "/dev/null/below",
    ...(existsSync("/proc/self") ? ["/proc/x/y", "/proc"] : []),
  ];
  for (const place of places) {
    expect(() => requireFolder("HUD_ARCHIVE", place)).toThrow(FolderUnusable);
    expect(() => requireFolder("HUD_ARCHIVE", place)).toThrow(
      `HUD_ARCHIVE must be a folder that can be written in, got "${place}" (E`,
    );
  }
});

test("looking whether it can be used leaves nothing behind, and tells who has it", async () => {
  const data_dir = join(folder, "made/anew");
  requireDataDir(data_dir);
  requireDataDir(data_dir);
  expect(readdirSync(data_dir)).toEqual([]);
  const lock = await lockDataDir(data_dir);
  expect(() => requireDataDir(data_dir)).toThrow(DataDirInUse);
  lock.release();
  requireDataDir(data_dir);
});
