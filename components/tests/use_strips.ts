/** The latest outcomes of the tests of a list, asked for a few tests at a time. */
import { type TestStrip, useTestStrips } from "components/tests/queries";
import { inGroups, keyOfTest, type TestIdentity } from "components/tests/test_name";

const limits = { tests_max: 25, characters_max: 5_000, groups_max: 4 };

export function useStrips(repo: string, tests: readonly TestIdentity[]): ReadonlyMap<string, TestStrip> {
  const groups = inGroups(tests, limits);
  const params = (group: readonly TestIdentity[] | undefined) =>
    group
      ? { repo, names: group.map(({ name }) => name), classnames: group.map(({ classname }) => classname), limit: 20 }
      : null;
  // One call for each group that there may be: hooks are counted.
  const answers = [
    useTestStrips(params(groups[0])),
    useTestStrips(params(groups[1])),
    useTestStrips(params(groups[2])),
    useTestStrips(params(groups[3])),
  ];
  return new Map(answers.flatMap(({ data = [] }) => data.map((strip) => [keyOfTest(strip), strip])));
}
