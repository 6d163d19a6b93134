/** Which rules hold where, and in which order: the file's, saved ones, and those for one repository. */
import { parseRules } from "lib/logs/rules_file";
import { allRules, rulesFor, type WrittenRule } from "lib/model/failure_rule";

const rule = (name: string, changes: Partial<WrittenRule> = {}): WrittenRule => ({
  ...{ name, pattern: name, repo: null, priority: null, category: null, source: "saved" as const },
  ...changes,
});
const file = parseRules(`
[[rule]]
name = "disk"
pattern = 'no space'
[[rule]]
name = "test"
pattern = 'FAILED'
[[rule]]
name = "any"
pattern = 'error'
[[rule]]
name = "test"
pattern = 'BROKEN'
repo = "octo/app"
`);
const names = (written: readonly WrittenRule[], repo = "octo/app") => rulesFor(written, repo).map(({ name }) => name);

test("the file's order is the order, and a rule for a repository takes its place there only", () => {
  expect(names(file)).toEqual(["disk", "test", "any"]);
  expect(rulesFor(file, "octo/app").map(({ pattern }) => pattern)).toEqual(["no space", "BROKEN", "error"]);
  expect(rulesFor(file, "OCTO/App")[1]?.pattern).toBe("BROKEN");
  expect(rulesFor(file, "octo/other")[1]?.pattern).toBe("FAILED");
  expect(rulesFor(file, "octo/other").map(({ priority }) => priority)).toEqual([10, 20, 30]);
});

test("a saved rule comes first unless it replaces one or says where it belongs", () => {
  expect(names([...file, rule("new")])).toEqual(["new", "disk", "test", "any"]);
  expect(names([...file, rule("late", { priority: 25 })])).toEqual(["disk", "test", "late", "any"]);
  const replaced = rulesFor([...file, rule("any", { pattern: "ERROR" })], "octo/app");
  expect(replaced.map(({ pattern, source }) => [pattern, source])).toEqual([
    ["no space", "file"],
    ["BROKEN", "repo"],
    ["ERROR", "saved"],
  ]);
});

test("the more special wins, in whatever order they are written", () => {
  const all = [...file, rule("test", { pattern: "saved" }), rule("test", { pattern: "mine", repo: "octo/app" })];
  for (const written of [all, all.toReversed()]) {
    expect(rulesFor(written, "octo/app").find(({ name }) => name === "test")?.pattern).toBe("mine");
    expect(rulesFor(written, "octo/other").find(({ name }) => name === "test")?.pattern).toBe("saved");
  }
});

test("a rule is about code unless it, or the rule that it replaces, says otherwise", () => {
  const written = [
    ...parseRules(
      '[[rule]]\nname = "disk"\npattern = "no space"\ncategory = "infra"\n[[rule]]\nname = "any"\npattern = "error"',
    ),
    rule("disk", { pattern: "disk full" }),
    rule("any", { category: "vague", repo: "octo/app" }),
  ];
  const categories = (repo: string) =>
    Object.fromEntries(rulesFor(written, repo).map((one) => [one.name, one.category]));
  expect(categories("octo/app")).toEqual({ disk: "infra", any: "vague" });
  expect(categories("octo/other")).toEqual({ disk: "infra", any: "code" });
});

test("a rule without a pattern takes one away", () => {
  expect(names([...file, rule("disk", { pattern: null })])).toEqual(["test", "any"]);
  const only_here = [...file, rule("disk", { pattern: null, repo: "octo/app" })];
  expect(names(only_here)).toEqual(["test", "any"]);
  expect(names(only_here, "octo/other")).toEqual(["disk", "test", "any"]);
});

test("all rules are those in force anywhere, each once", () => {
  const written = [...file, rule("mine", { repo: "octo/app" }), rule("any", { pattern: null, repo: "octo/app" })];
  expect(allRules(written).map(({ name, repo }) => [name, repo])).toEqual([
    ["mine", "octo/app"],
    ["disk", null],
    ["test", "octo/app"],
    ["test", null],
    ["any", null],
  ]);
});

test.each([
  ['[[rule]]\nname = "a"\npattern = ""', /rule\.0\.pattern/],
  ['[[rule]]\npattern = "x"', /rule\.0\.name/],
  ['[[rule]]\nname = "a"\npattern = "x"\nrepo = "no"', /rule\.0\.repo/],
  ['[[rule]]\nname = "a"\npattern = "x"\nsurprise = 1', /surprise/i],
  ['[[rule]]\nname = "a"\npattern = "x"\ncategory = "weather"', /rule\.0\.category/],
  ['[[rule]]\nname = "a"\npattern = "x"\n[[rule]]\nname = "a"\npattern = "y"', /twice/],
])("a file that is not as it should be is refused, naming what", (text, reason) => {
  expect(() => parseRules(text)).toThrow(reason);
});
