/** CircleCI's deliveries for tests: the documented shapes, and random histories of made ones. */
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import {
  type CircleciJobOptions,
  type CircleciStatus,
  jobCompleted,
  workflowCompleted,
} from "scripts/demo/payloads/circleci";
import { z } from "zod";

export type Payload = Record<string, unknown>;

/** One of the payloads of test/fixtures/circleci, by its file's name. */
export function circleciFixture(name: string): Payload {
  const file = path.join(process.cwd(), "test/fixtures/circleci", `${name}.json`);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
}

const statuses = ["success", "failed", "error", "canceled", "unauthorized"] as const satisfies CircleciStatus[];
const word = <Value>(...values: [Value, ...Value[]]) => fc.constantFrom(...values);
const second = fc.integer({ min: 0, max: 5 }).map((value) => `2026-03-01T12:00:0${value}Z`);

const options: fc.Arbitrary<CircleciJobOptions> = fc.record(
  {
    repo: word("octo-org/widgets"),
    pipeline: word(1, 2),
    number: word(1, 2, 3),
    status: word(...statuses),
    subject: word("", "Change a", "Change é😀"),
    body: word("", "Because."),
    committed_at: second,
    created_at: second,
    started_at: second,
    stopped_at: second,
  },
  { requiredKeys: ["repo", "pipeline", "number", "status"] },
);

/** Of few jobs and workflows, so that deliveries meet in the same keys. */
export const circleciHistory: fc.Arbitrary<Payload[]> = fc.array(
  fc.oneof(options.map(jobCompleted), options.map(workflowCompleted)),
  { minLength: 1, maxLength: 8 },
);
