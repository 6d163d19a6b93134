/** What an operator may say of repositories: how it is read, whose word counts, and how a mistake is told. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnPattern, repoConfig, RepoConfigFile } from "lib/model/repo_config";
import { readRepoConfigFile } from "lib/repo_config_file";
import { RepoConfigs } from "lib/server/repo_configs";
import { pino } from "pino";
import { parse } from "yaml";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "repos-"));
  path = join(folder, "repos.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const sev_label = ["ci: sev", "sev"];
const nothing = { groups: [], unstable: [], sev_label, hidden_by_default: [] };

test("the most particular word counts, setting by setting", () => {
  const file = RepoConfigFile.parse({
    repos: {
      "*": { unstable: ["everywhere"], sev_label: "SEV" },
      "octo/*": { unstable: ["octo"], hidden_by_default: ["nightly"] },
      "octo/widgets": { unstable: [], groups: [{ name: "Linux", pattern: "^linux-" }] },
    },
  });
  expect(repoConfig(file, "octo/widgets")).toEqual({
    groups: [{ name: "Linux", pattern: "^linux-" }],
    unstable: [],
    sev_label: ["SEV"],
    hidden_by_default: ["nightly"],
  });
  expect(repoConfig(file, "octo/other").unstable).toEqual(["octo"]);
  expect(repoConfig(file, "cat/other").unstable).toEqual(["everywhere"]);
});

test.each([{}, null, { repos: null }, { repos: {} }])("a file that says nothing: %j", (document) => {
  expect(repoConfig(RepoConfigFile.parse(document), "octo/widgets")).toEqual(nothing);
});

test("the file that comes with the HUD, and the example of its documentation, are right", () => {
  expect(repoConfig(readRepoConfigFile({ path: "config/repos.yaml", is_named: true }), "octo/widgets")).toEqual(
    nothing,
  );
  const example = /```yaml\n(# config\/repos\.yaml[\s\S]*?)```/.exec(readFileSync("docs/grid.md", "utf8"))?.[1];
  const { repos } = RepoConfigFile.parse(parse(example ?? "- none"));
  expect(Object.keys(repos ?? {}).length).toBeGreaterThan(0);
});

test.each([
  ["repos: {octo/widgets: {unstable: ['(']}}", /repos → octo\/widgets → unstable → 0: is no regular expression: /],
  [`repos: {octo/widgets: {unstable: ['${"a".repeat(301)}']}}`, /unstable → 0: .*300/],
  ["repos: {octo/widgets: {unstabel: []}}", /octo\/widgets: .*unstabel/],
  ["repos: {widgets: {}}", /repos → widgets: .*owner\/repo/],
  ["repos: {octo/a: {groups: [{name: A, pattern: a}, {name: A, pattern: b}]}}", /groups: names a group twice/],
  ["repos: {octo/a: {sev_label: 7}}", /sev_label: must be a label/],
  ["repos: [", /cannot be read: /],
  ["repos: {}\nrepos: {}", /cannot be read: .*unique/],
  [`repos: {} #${"a".repeat(1_000_000)}`, /is over 1000000 bytes/],
])("a mistake is named by file and place: %.60s", (text, expected) => {
  writeFileSync(path, text);
  const read = () => readRepoConfigFile({ path, is_named: true });
  expect(read).toThrow(expected);
  expect(read).toThrow(`HUD_REPO_CONFIG: ${path}`);
});

test("a file that was named must exist; the one that nobody named need not", () => {
  expect(readRepoConfigFile({ path, is_named: false })).toEqual({});
  expect(() => readRepoConfigFile({ path, is_named: true })).toThrow(`HUD_REPO_CONFIG: there is no file ${path}`);
});

test("patterns are over the whole name, case ignored", () => {
  expect(columnPattern("^linux-.* / test").test("Linux-jammy / test (1, 2)")).toBe(true);
});

test("a change counts without a restart, and a mistake changes nothing but is warned of once", async () => {
  const warnings: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void warnings.push(line) });
  const configs = new RepoConfigs({ path, is_named: false }, log);
  const now = jest.spyOn(Date, "now");
  const unstableLater = async (text: string | null): Promise<string[]> => {
    if (text !== null) writeFileSync(path, text);
    now.mockReturnValue(Date.now() + 10_000);
    return (await configs.of("octo/widgets")).unstable;
  };
  try {
    expect(await unstableLater(null)).toEqual([]);
    expect(await unstableLater("repos: {octo/*: {unstable: [flaky]}}")).toEqual(["flaky"]);
    expect(await unstableLater("repos: {octo/*: {unstable: ['(']}}")).toEqual(["flaky"]);
    expect(await unstableLater(null)).toEqual(["flaky"]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("is no regular expression");
    expect(await unstableLater("repos: {octo/*: {unstable: [mended]}}")).toEqual(["mended"]);
  } finally {
    now.mockRestore();
  }
});
