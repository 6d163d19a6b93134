/** What a test is called: its identity, as a key and as words. Pure. */

/** What one test is told from another by; empty where its report gives none. */
export interface TestIdentity {
  name: string;
  classname: string;
  file: string;
}

export const keyOfTest = ({ name, classname, file }: TestIdentity): string => JSON.stringify([name, classname, file]);

/** What stands under the name: the class, and the file unless the class is the file in other words. */
export function placeOfTest({ classname, file }: TestIdentity): string {
  const spoken = (text: string): string => text.replace(/\.\w+$/, "").replaceAll(/[\\/.:]+/g, ".");
  if (file === "" || spoken(classname).startsWith(spoken(file))) return classname;
  return classname === "" ? file : `${classname} · ${file}`;
}

/** The first line of a failure's message that says something. */
export function firstLine(message: string): string {
  const line = message
    .split("\n")
    .map((text) => text.trim())
    .find((text) => text !== "");
  return line ?? "";
}

/** "<workflow> / <job>", as far as GitHub has told of them. */
export function jobWords({
  workflow_name,
  job_name,
  job_id,
}: {
  workflow_name: string;
  job_name: string;
  job_id: number;
}): string {
  if (job_name === "") return job_id === 0 ? "unknown job" : `job ${job_id}`;
  return workflow_name === "" ? job_name : `${workflow_name} / ${job_name}`;
}

/**
 * Tests in groups that one question may name: each group's parameters fit into a URL that every server takes.
 * What does not fit into `groups_max` groups is left out.
 */
export function inGroups<Test extends TestIdentity>(
  tests: readonly Test[],
  { tests_max, characters_max, groups_max }: { tests_max: number; characters_max: number; groups_max: number },
): Test[][] {
  const groups: Test[][] = [];
  let characters = 0;
  for (const test of tests) {
    const size = encodeURIComponent(JSON.stringify([test.name, test.classname])).length;
    if (size > characters_max) continue;
    const group = groups.at(-1);
    if (!group || group.length >= tests_max || characters + size > characters_max) {
      if (groups.length >= groups_max) break;
      groups.push([test]);
      characters = size;
    } else {
      group.push(test);
      characters += size;
    }
  }
  return groups;
}
