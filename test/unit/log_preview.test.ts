/**
 * What a log's page shows before the log has come, and what of it stays where it is.
 * @jest-environment jsdom
 */
import { renderHook } from "@testing-library/react";
import { previewOf } from "components/logs/preview";
import { useFolds } from "components/logs/use_folds";
import type { LogJob } from "clickhouse_queries/log_job/query";

describe("what the record tells of a log's lines", () => {
  const job = (fields: Partial<LogJob>): LogJob => ({
    ...{ id: 1, run_id: 2, run_attempt: 1, job_name: "unit", workflow_name: "CI", head_sha: "a".repeat(40) },
    ...{ head_branch: "main", status: "completed", conclusion: "failure", started_at: null, completed_at: null },
    ...{ duration_seconds: null, html_url: null, has_log: true, failure_rule: "x", failure_captures: [] },
    ...{ failure_line: "it broke", failure_line_num: 40, failure_context: [], pull_number: null },
    ...fields,
  });
  const before = Array.from({ length: 8 }, (_, at) => `before ${at}`);
  const texts = (of: Partial<LogJob>) =>
    previewOf(job(of))?.lines.map(({ pieces }) => pieces.map(({ text }) => text).join(""));

  test("is the failing line and its context, each in its place", () => {
    const failure_context = [...before, "it broke", "after"];
    expect(previewOf(job({ failure_context }))?.first).toBe(31);
    expect(texts({ failure_context })).toEqual(failure_context);
    expect(previewOf(job({ failure_line_num: 2, failure_context: ["one", "it broke"] }))?.first).toBe(0);
  });

  test("is the failing line alone where the context has gaps, and nothing without a log", () => {
    expect(previewOf(job({ failure_context: ["far above", "it broke"] }))).toMatchObject({ first: 39 });
    expect(texts({ failure_context: ["far above", "it broke"] })).toEqual(["it broke"]);
    expect(previewOf(job({ has_log: false }))).toBeNull();
    expect(previewOf(job({ failure_line: null, failure_line_num: null }))).toBeNull();
    expect(previewOf(null)).toBeNull();
  });
});

test("groups of lines that were on the screen before they were known stay open", () => {
  const groups = [
    { first: 1, last: 9 },
    { first: 20, last: 40 },
    { first: 60, last: 70 },
  ];
  const { result } = renderHook(() => useFolds(groups, [65], { first: 35, end: 50 }));
  expect(groups.map((_, index) => result.current.is_closed(index))).toEqual([true, false, false]);
});
