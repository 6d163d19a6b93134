/** The rules' table in the reader's order. */
import { nextSort, sortRules } from "components/rules/sorting";
import type { RuleAnswer } from "lib/model/failure_rule";

const rule = (name: string, fired_14d: number, last_fired: string | null): RuleAnswer => ({
  ...{ name, pattern: name, priority: 0, category: "code", source: "file", repo: null },
  ...{ fired_14d, last_fired },
});

const rules = [
  rule("Timeout", 3, "2026-03-02T00:00:00.000Z"),
  rule("compiler", 0, null),
  rule("Docker", 3, "2026-03-01T00:00:00.000Z"),
];
const names = (by: string, down: boolean) => sortRules(rules, { by, down }).map(({ name }) => name);

test("rules are sorted by name, by how often and by when they fired; those that never did come last by date", () => {
  expect(names("name", false)).toEqual(["compiler", "Docker", "Timeout"]);
  expect(names("fired", true)).toEqual(["Timeout", "Docker", "compiler"]);
  expect(names("last", true)).toEqual(["Timeout", "Docker", "compiler"]);
  expect(names("last", false)).toEqual(["Docker", "Timeout", "compiler"]);
});

test("a third click takes the order back to the one in which rules are tried", () => {
  const first = nextSort(null, "fired");
  expect(first).toEqual({ by: "fired", down: true });
  expect(nextSort(first, "fired")).toEqual({ by: "fired", down: false });
  expect(nextSort({ by: "fired", down: false }, "fired")).toBeNull();
  expect(nextSort(first, "name")).toEqual({ by: "name", down: false });
});
