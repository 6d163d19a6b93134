/** A value for each parameter of any saved query that has no default. */
import { createHash } from "node:crypto";

const shaOf = (text: string): string => createHash("sha1").update(text).digest("hex");

export function parameterValues(own: Record<string, unknown>): Record<string, unknown> {
  return {
    backend: "vendor/npu",
    branch: "main",
    sha: shaOf("a"),
    shas: [shaOf("a"), shaOf("b")],
    base: shaOf("b"),
    number: 5,
    pr: 5,
    days: 7,
    limit: 10,
    name: "CI / build",
    names: ["test_a"],
    classnames: ["C"],
    since: "2026-01-05T10:00:00.000Z",
    since_ms: 0,
    prefix: "abcd",
    q: "error",
    pattern: "error: .*",
    capture: "no such thing",
    until: "2026-01-05T10:00:00.000Z",
    job_id: 1,
    job_ids: [1],
    job_names: ["build"],
    provider: "circleci",
    workflows: ["CI"],
    ...own,
  };
}
