/** Merging, whatever the kind: any order and any repetition of the same deliveries ends in the same record. */
import fc from "fast-check";
import { conclusions, statuses } from "lib/model/conclusion";
import { itemBytes } from "lib/model/item_size";
import { canonical, compareTuples, earliest, known, latest } from "lib/model/join";
import { record_kinds } from "lib/model/records/index";
import type { RecordFields, TableRow } from "lib/model/records/kind";
import { PullRequest, pullRequest } from "lib/model/records/pull_request";
import type { Delivery } from "test/kit/deliveries";
import { fold, foldRecords, recordsIn, recordsOf } from "test/kit/fold";
import { anyRecord, histories, retold, traffic } from "test/kit/histories";

describe.each(histories)("a history of %s", (_event, history) => {
  test("ends in the same state in any order, with any repetition", () => {
    fc.assert(
      fc.property(retold(history), ({ told, retold }) => {
        expect(recordsIn(fold(retold))).toEqual(recordsIn(fold(told)));
      }),
      { numRuns: 150 },
    );
  });

  test("survives the store: what is written comes back equal", () => {
    fc.assert(
      fc.property(history, (told) => {
        for (const { kind, record } of fold(told).values()) {
          const bytes = new TextEncoder().encode(JSON.stringify(record));
          expect(kind.schema.parse(JSON.parse(new TextDecoder().decode(bytes)))).toEqual(record);
        }
      }),
    );
  });

  test("hearing anything again changes nothing", () => {
    fc.assert(
      fc.property(history, (told) => {
        const once = fold(told);
        expect(recordsIn(foldRecords([...recordsOf(told), ...recordsOf(told)]))).toEqual(recordsIn(once));
      }),
    );
  });
});

test("a day's traffic of all events ends in the same state in any order", () => {
  fc.assert(
    fc.property(retold(traffic), ({ told, retold }) => {
      expect(recordsIn(fold(retold))).toEqual(recordsIn(fold(told)));
    }),
    { numRuns: 100 },
  );
});

describe.each(record_kinds.map((kind) => [kind.name, kind] as const))("merging %s", (_name, kind) => {
  // Lists that are joined have one order; a record's own is brought into it by merging it with itself.
  const record = anyRecord(kind).map((one) => kind.merge(one, one));

  test("is commutative", () => {
    fc.assert(fc.property(record, record, (a, b) => expect(kind.merge(a, b)).toEqual(kind.merge(b, a))));
  });
  test("is associative", () => {
    fc.assert(
      fc.property(record, record, record, (a, b, c) =>
        expect(kind.merge(kind.merge(a, b), c)).toEqual(kind.merge(a, kind.merge(b, c))),
      ),
      { numRuns: 150 },
    );
  });
  test("is idempotent", () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        expect(kind.merge(a, a)).toEqual(a);
        expect(kind.merge(kind.merge(a, b), b)).toEqual(kind.merge(a, b));
      }),
    );
  });
  test("stays within the kind's schema, and leaves its arguments alone", () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        const before = canonical([a, b]);
        expect(kind.schema.parse(kind.merge(a, b))).toEqual(kind.merge(a, b));
        expect(canonical([a, b])).toBe(before);
      }),
    );
  });
  test("refuses a record of another key", () => {
    const [one] = fc.sample(record, 1);
    if (!one) throw new Error("no sample");
    expect(() => kind.merge(one, { ...one, dynamoKey: "another/key" })).toThrow(/another\/key/);
  });
});

/** Fields of a record whose type is only known to its kind. */
const field = (record: RecordFields, name: string): unknown => new Map(Object.entries(record)).get(name);
const greatest = (values: unknown[]): unknown =>
  values.reduce((a, b) => (compareTuples([rank(a)], [rank(b)]) >= 0 ? a : b));
const rank = (value: unknown) => (typeof value === "string" || typeof value === "number" ? value : null);

/** For every record that a history ends with: the record, and all that was heard of it. */
function endings(told: Delivery[], name: string): { record: RecordFields; heard: RecordFields[] }[] {
  const all = recordsOf(told).filter(({ kind }) => kind.name === name);
  return [...foldRecords(all).values()].map(({ record }) => ({
    record,
    heard: all.map((one) => one.record).filter((one) => one.dynamoKey === record.dynamoKey),
  }));
}

function forEveryEnding(event: string, name: string, check: (record: RecordFields, heard: RecordFields[]) => void) {
  const history = new Map(histories).get(event);
  if (!history) throw new Error(`No histories of ${event}`);
  fc.assert(
    fc.property(history, (told) => {
      for (const { record, heard } of endings(told, name)) check(record, heard);
    }),
    { numRuns: 150 },
  );
}

describe("newer facts are never undone", () => {
  test.each(["workflow_job", "workflow_run"])("%s only moves forward", (event) => {
    forEveryEnding(event, event, (record, heard) => {
      const reached = heard.map((one) => statuses.findIndex((status) => status === field(one, "status")));
      expect(field(record, "status")).toBe(statuses[Math.max(...reached)]);
      if (field(record, "status") !== "completed") expect(field(record, "conclusion")).toBeNull();
    });
  });

  test("a job keeps what only some messages bring", () => {
    forEveryEnding("workflow_job", "workflow_job", (record, heard) => {
      for (const name of ["runner_id", "runner_name", "runner_group_name", "workflow_name", "head_branch"]) {
        expect(field(record, name)).toEqual(greatest(heard.map((one) => field(one, name))));
      }
      const started = heard.map((one) => field(one, "started_at"));
      expect(field(record, "started_at")).toEqual(greatest(started));
    });
  });

  test.each([
    ["issues", "issues"],
    ["issue_comment", "issue_comment"],
    ["pull_request_review_comment", "pull_request_review_comment"],
  ])("%s: deleted stays deleted", (event, name) => {
    forEveryEnding(event, name, (record, heard) => {
      expect(field(record, "deleted")).toBe(heard.some((one) => field(one, "deleted") === true));
    });
  });

  test("a dismissed review stays dismissed", () => {
    forEveryEnding("pull_request_review", "pull_request_review", (record, heard) => {
      const dismissed = heard.some((one) => field(one, "state") === "dismissed");
      expect(field(record, "state") === "dismissed").toBe(dismissed);
    });
  });

  test.each([
    ["pull_request", "pull_request"],
    ["issues", "issues"],
    ["issue_comment", "issue_comment"],
    ["pull_request_review_comment", "pull_request_review_comment"],
  ])("%s: the latest update is the one that is kept", (event, name) => {
    forEveryEnding(event, name, (record, heard) => {
      expect(field(record, "updated_at")).toEqual(greatest(heard.map((one) => field(one, "updated_at"))));
    });
  });

  test("a pull request keeps every head", () => {
    forEveryEnding("pull_request", "pull_request", (record, heard) => {
      const heads = PullRequest.parse(record).heads.map((head) => head.sha);
      expect(new Set(heads)).toEqual(new Set(heard.map((one) => field(one, "head_sha"))));
      expect(new Set(heads).size).toBe(heads.length);
    });
  });

  test("a check's newest report is the one that is kept", () => {
    for (const event of ["check_run", "status"]) {
      forEveryEnding(event, "external_check", (record, heard) => {
        expect(field(record, "id")).toBe(greatest(heard.map((one) => field(one, "id"))));
      });
    }
  });
});

describe("the heads of a pull request", () => {
  const [sample] = fc.sample(anyRecord(record_kinds.find(({ name }) => name === "pull_request") ?? never()), 1);
  const base = PullRequest.parse(sample);
  const hex = (index: number, digits: number) => index.toString(16).padStart(digits, "0");
  const withHeads = (from: number, to: number, digits = 64): PullRequest => ({
    ...base,
    heads: Array.from({ length: to - from }, (_, index) => ({
      sha: hex(from + index, digits),
      heard_at: new Date(Date.UTC(2026, 0, 1) + (from + index) * 1000).toISOString(),
    })),
  });

  test("end at a thousand, whichever way they were told, and the newest are kept", () => {
    const parts = [withHeads(0, 900), withHeads(600, 1_400), withHeads(1_300, 1_500)];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [0, 2, 1],
    ];
    const ends = orders.map((order) => order.map((index) => parts[index] ?? base).reduce(pullRequest.merge));
    for (const end of ends) expect(end.heads).toEqual(ends[0]?.heads);
    expect(ends[0]?.heads).toHaveLength(1_000);
    expect(ends[0]?.heads.at(-1)?.sha).toBe(hex(1_499, 64));
  });

  test("fit DynamoDB's 400 KB beside the longest body", () => {
    const fitted = pullRequest.fit({ ...withHeads(0, 1), body: "x".repeat(299_000) });
    const merged = pullRequest.merge(fitted, { ...withHeads(0, 1_000), updated_at: null, body: fitted.body });
    expect(merged.heads).toHaveLength(1_000);
    expect(itemBytes({ ...merged, revision: 1 })).toBeLessThan(400 * 1024);
  });
});

describe("the warehouse", () => {
  /** What each table shows: the greatest revision of each key, the last inserted among equals. */
  const sorting_keys: Record<string, string[]> = {
    commit: ["repo", "sha"],
    branch_commit: ["repo", "branch", "sha"],
    branch: ["repo", "name", "source"],
    repository: ["repo"],
    pull_head: ["repo", "sha", "number"],
    commit_run: ["repo", "head_sha", "run_id"],
  };
  function shown(rows: TableRow[]): Map<string, Record<string, unknown>> {
    const tables = new Map<string, Record<string, unknown>>();
    for (const { table, row } of rows) {
      const key = canonical([table, (sorting_keys[table] ?? ["dynamoKey"]).map((column) => row[column])]);
      const before = tables.get(key);
      if (!before || Number(row.revision ?? 0) >= Number(before.revision ?? 0)) tables.set(key, row);
    }
    return tables;
  }
  /** A record's own revision says how often it changed, which differs with the order of deliveries. */
  const withoutRevision = (tables: Map<string, Record<string, unknown>>) =>
    [...tables].map(([key, row]) => canonical([key, { ...row, revision: undefined }])).sort();

  // Else what is shown would depend on the order of deliveries, and could not be built again from the store.
  test.each(histories)(
    "shows of every record of a %s history what its last revision alone would show",
    (_event, history) => {
      fc.assert(
        fc.property(history, (told) => {
          const rows = new Map<string, TableRow[]>();
          const last = foldRecords(recordsOf(told), ({ kind, record, revision }) => {
            const key = `${kind.name} ${record.dynamoKey}`;
            rows.set(key, [...(rows.get(key) ?? []), ...kind.rows(record, revision)]);
          });
          for (const [key, { kind, record, revision }] of last) {
            const from_last = withoutRevision(shown(kind.rows(record, revision)));
            expect(withoutRevision(shown(rows.get(key) ?? []))).toEqual(from_last);
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});

test("joins of single values agree in any order, nulls included", () => {
  const value = fc.option(fc.constantFrom("2026-01-01", "2026-01-02", ""), { freq: 2 });
  for (const join of [latest, earliest, known<string>]) {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(join(a, b)).toBe(join(b, a));
        expect(join(join(a, b), c)).toBe(join(a, join(b, c)));
        expect(join(a, a)).toBe(a);
        if (a !== null) expect(join(a, null)).toBe(a);
      }),
    );
  }
});

test("every conclusion and status is spelt once", () => {
  expect(new Set(conclusions).size).toBe(conclusions.length);
  expect(new Set(statuses).size).toBe(statuses.length);
});

function never(): never {
  throw new Error("No such kind");
}
