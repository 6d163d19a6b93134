/** What is said at start of an allowlist that names nobody. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowlistWarning } from "engines/allowlist_warning";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hud-allowlist-"));
  file = join(folder, "allowlist.yaml");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("nothing when none is named, it is an address, or it names somebody", () => {
  writeFileSync(file, "L1: [a/one]");
  for (const source of [null, "https://example.org/none.yaml", file]) expect(allowlistWarning(source)).toBeNull();
});

test.each([
  ["L1: [a/one", /should be readable as YAML, and is not/],
  ["L9: [a/one]", /lists none/],
  ["", /lists none/],
])("%j is warned of by its name", (text, said) => {
  writeFileSync(file, text);
  expect(allowlistWarning(file)).toMatch(said);
  expect(allowlistWarning(file)).toMatch(
    /^HUD_OOT_ALLOWLIST: .*allowlist\.yaml.*until then, no out-of-tree backend is/,
  );
});

test("a file that is not there, or is a folder, is", () => {
  expect(allowlistWarning(file)).toContain(`the file ${file} should exist, and does not`);
  expect(allowlistWarning(folder)).toContain("is not (EISDIR)");
});
