/** The pure rules of out-of-tree backends: silence, trends, the order of attempts, the list's order, the matrix. */
import fc from "fast-check";
import { lineShape, hitBox } from "components/charts/line_shape";
import { cardPlace } from "components/oot/card_place";
import { safeHref } from "components/oot/links";
import { isOfOlderHead, matrixOf } from "components/oot/matrix";
import { backendResults } from "components/oot/results";
import {
  filterBackends,
  nextSort,
  parseSort,
  sort_default,
  sort_keys,
  sortBackends,
  sortText,
} from "components/oot/sorting";
import { backendView, withoutDefaults } from "components/oot/view";
import { jobLines, newestFirst, ootTone, worstTone } from "lib/model/oot";
import { silenceOf } from "lib/model/oot_silence";
import { bucketHours, fillTrend, passRate, percentText } from "lib/model/oot_trend";
import { ootBackend, ootJob, ootResult, ootSubject } from "test/kit/oot_answers";

const hour_ms = 3_600_000;
const first_hour = 500_000;
const every = (gap: number, count: number) => Array.from({ length: count }, (_, index) => first_hour + index * gap);
/** So many hours after the end of the last hour of activity. */
const after = (hours: readonly number[], quiet: number) => (Math.max(...hours) + 1 + quiet) * hour_ms;

describe("silence", () => {
  test("a backend that runs all day is silent after a day", () => {
    const hours = every(1, 200);
    expect(silenceOf(hours, after(hours, 23.9))).toEqual({ silent: false, usual_gap_hours: 1 });
    expect(silenceOf(hours, after(hours, 24.1))).toEqual({ silent: true, usual_gap_hours: 1 });
  });

  test("a nightly one may miss five nights", () => {
    const hours = every(24, 20);
    expect(silenceOf(hours, after(hours, 119)).silent).toBe(false);
    expect(silenceOf(hours, after(hours, 121)).silent).toBe(true);
  });

  test("what has hardly ever run has no habit to break", () => {
    for (const hours of [[], every(1, 1), every(1, 2)]) {
      expect(silenceOf(hours, (first_hour + 10_000) * hour_ms)).toEqual({ silent: false, usual_gap_hours: null });
    }
    expect(silenceOf(every(1, 3), (first_hour + 10_000) * hour_ms).silent).toBe(true);
  });

  test("only the 30 days before the last run say what is usual", () => {
    const hours = [...every(1, 300), ...every(48, 5).map((hour) => hour + 300 + 40 * 24)];
    expect(silenceOf(hours, after(hours, 0)).usual_gap_hours).toBe(48);
  });

  test("neither the order nor repetition of the hours matters, and time only ever makes it silent", () => {
    const any_hours = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(any_hours, fc.integer({ min: 2_001, max: 9_000 }), (hours, now) => {
        const told = silenceOf(hours, now * hour_ms);
        expect(silenceOf([...hours.toReversed(), ...hours], now * hour_ms)).toEqual(told);
        if (told.silent) expect(silenceOf(hours, (now + 100) * hour_ms).silent).toBe(true);
        if (told.silent) expect(now - 1 - Math.max(...hours)).toBeGreaterThan(24);
      }),
    );
  });
});

describe("trends", () => {
  test("every period is cut into some 24 to 31 stretches", () => {
    for (const days of [1, 7, 30, 90, 365]) {
      const points = fillTrend([], days, Date.UTC(2026, 2, 1, 12, 34));
      expect(points.length).toBeGreaterThanOrEqual(24);
      expect(points.length).toBeLessThanOrEqual(31);
      expect(bucketHours(days) * (points.length - 1)).toBeGreaterThanOrEqual(days * 24 - bucketHours(days));
    }
  });

  test("what happened is in its place, oldest first, and the gaps are there", () => {
    const now = Date.UTC(2026, 2, 8, 13);
    const from = Date.UTC(2026, 2, 8, 12) / 1000;
    const points = fillTrend([{ from, passed: 2, total: 3 }], 7, now);
    expect(points.at(-1)).toEqual({ from, passed: 2, total: 3 });
    expect(points[0]).toEqual({ from: Date.UTC(2026, 2, 1, 12) / 1000, passed: 0, total: 0 });
    expect(points.map((point) => point.from)).toEqual(
      points.map((_, index) => (points[0]?.from ?? 0) + index * 6 * 3600),
    );
  });

  test("a rate without evidence is none, and is never rounded up to all", () => {
    expect(passRate({ passed: 0, total: 0 })).toBeNull();
    expect([1, 0.9999, 0.973, 0.5, 1 / 3, 0].map(percentText)).toEqual([
      "100%",
      "99.9%",
      "97.3%",
      "50%",
      "33.3%",
      "0%",
    ]);
  });

  test("a line has gaps where there is nothing, and dots where it would be a point", () => {
    const size = { width: 106, height: 26 };
    const shape = lineShape([1, 0, null, 0.5, null, 2], 1, size);
    expect(shape.line).toBe("M3 3L23 23");
    expect(shape.dots).toEqual([
      { x: 63, y: 13 },
      { x: 103, y: 3 },
    ]);
    expect(lineShape([], 1, size)).toEqual({ line: "", area: "", dots: [] });
    expect(lineShape([5, 5], 0, size).line).toBe("M3 23L103 23");
    expect(hitBox(1, 2, size)).toEqual({ x: 53, width: 53 });
  });
});

describe("jobs", () => {
  test("an unfinished job is running or waiting; a stale one says so", () => {
    expect(ootTone({ status: "in_progress", conclusion: null })).toBe("pending");
    expect(ootTone({ status: "queued", conclusion: null })).toBe("queued");
    expect(ootTone({ status: "in_progress", conclusion: "stale" })).toBe("stale");
    expect(ootTone({ status: "completed", conclusion: "timed_out" })).toBe("timed_out");
    expect(worstTone(["success", "pending", "failure"])).toBe("failure");
    expect(worstTone([])).toBe("none");
  });

  test("attempts of one delivery go by number, deliveries by when they began, whichever order they are told in", () => {
    const first = ootJob({ delivery_id: "a", run_attempt: 1, started_at: "2026-03-01T10:00:00.000Z" });
    // Its clock is behind.
    const again = ootJob({ delivery_id: "a", run_attempt: 2, started_at: "2026-03-01T09:59:00.000Z" });
    const next = ootJob({ delivery_id: "b", run_attempt: 1, started_at: "2026-03-01T11:00:00.000Z" });
    const ordered = [next, again, first];
    for (const told of [ordered, ordered.toReversed(), [again, next, first]])
      expect(newestFirst(told)).toEqual(ordered);
  });

  test("the newest attempt of each job stands, worst first", () => {
    const lines = jobLines([
      ootJob({ job_name: "b", run_attempt: 1, conclusion: "failure" }),
      ootJob({ job_name: "b", run_attempt: 2, conclusion: "success" }),
      ootJob({ job_name: "test (10)", conclusion: "success" }),
      ootJob({ job_name: "test (9)", conclusion: "success" }),
      ootJob({ job_name: "z", conclusion: "failure" }),
    ]);
    expect(lines.map(({ job, tone, earlier }) => [job.job_name, tone, earlier.length])).toEqual([
      ["z", "failure", 0],
      ["b", "success", 1],
      ["test (9)", "success", 0],
      ["test (10)", "success", 0],
    ]);
  });

  test("a pull request's backends stand worst first; an older head shows only its own results", () => {
    const results = [
      ootResult({
        repo: "b/good",
        head_sha: "two",
        downstream_repo_level: null,
        last_heard_at: "2026-03-01T12:00:00.000Z",
      }),
      ootResult({
        repo: "b/good",
        job_name: "old",
        head_sha: "one",
        downstream_repo_level: "L2",
        last_heard_at: "2026-03-01T11:00:00.000Z",
      }),
      ootResult({ repo: "c/bad", head_sha: "two", conclusion: "failure" }),
      ootResult({ repo: "a/running", head_sha: "two", status: "in_progress", conclusion: null }),
    ];
    expect(
      backendResults(results, null).map(({ repo, worst, level, lines }) => [repo, worst, level, lines.length]),
    ).toEqual([
      ["c/bad", "failure", "L2", 1],
      ["a/running", "pending", "L2", 1],
      ["b/good", "success", "L2", 2],
    ]);
    expect(backendResults(results, "one").map(({ repo }) => repo)).toEqual(["b/good"]);
    expect(backendResults([], null)).toEqual([]);
  });

  test("the matrix has a column for every job, and cells of an older head say so", () => {
    const subject = ootSubject({
      head_sha: "new",
      jobs: [ootJob({ job_name: "a", head_sha: "new" }), ootJob({ job_name: "b", head_sha: "old" })],
    });
    const commit = ootSubject({
      pr: null,
      event_type: "push",
      head_sha: "new",
      jobs: [ootJob({ job_name: "c", head_sha: "new" })],
    });
    const { columns, rows } = matrixOf([subject, commit]);
    expect(columns).toEqual(["ci / a", "ci / b", "ci / c"]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
    const [row] = rows;
    expect(
      ["ci / a", "ci / b"].map((name) => row?.cells.get(name)).map((cell) => cell && isOfOlderHead(cell, subject)),
    ).toEqual([false, true]);
  });
});

describe("the list of backends", () => {
  const backends = [
    ootBackend({ repo: "b/two", downstream_repo_level: "L2", pass_rate: 0.5, oncalls: ["Ann"] }),
    ootBackend({ repo: "a/four", downstream_repo_level: "L4", pass_rate: null, device: "npu" }),
    ootBackend({ repo: "c/none", downstream_repo_level: null, pass_rate: 0.9 }),
  ];
  const order = (text: string) => sortBackends(backends, parseSort(text)).map(({ repo }) => repo);

  test("can be sorted by every column, up and down; what is unknown stays last", () => {
    expect(order("")).toEqual(["a/four", "b/two", "c/none"]);
    expect(order("pass_rate")).toEqual(["b/two", "c/none", "a/four"]);
    expect(order("-pass_rate")).toEqual(["c/none", "b/two", "a/four"]);
    expect(order("name")).toEqual(["a/four", "b/two", "c/none"]);
    for (const by of Object.keys(sort_keys)) expect(order(`-${by}`)).toHaveLength(3);
  });

  test("its order is in the address, unless it is the default or nonsense", () => {
    expect(parseSort("constructor")).toEqual(sort_default);
    expect(sortText(sort_default)).toBe("");
    expect(sortText(parseSort("-failed"))).toBe("-failed");
    expect(nextSort({ by: "failed", down: true }, "failed")).toEqual({ by: "failed", down: false });
    expect(nextSort(sort_default, "pass_rate")).toEqual({ by: "pass_rate", down: false });
  });

  test("is filtered by words in name, level, device and on-calls", () => {
    const named = (text: string) => filterBackends(backends, text).map(({ repo }) => repo);
    expect([named("NPU"), named("l2 ann"), named(" "), named("nobody")]).toEqual([
      ["a/four"],
      ["b/two"],
      ["b/two", "a/four", "c/none"],
      [],
    ]);
  });

  test("nonsense in the address is the default", () => {
    const view = backendView({ days: "8", scope: "x", pr: "-1", page: "1e3", job: ["a", "b"] });
    expect(view).toEqual({ days: 7, scope: "pull_request", upstream: "", job: "", conclusion: "", pr: 0, page: 0 });
    expect(withoutDefaults(view)).toEqual({});
    expect(withoutDefaults(backendView({ days: "30", scope: "push", page: "2" }))).toEqual({
      days: 30,
      scope: "push",
      page: 2,
    });
  });
});

test("only http(s) links become links", () => {
  const links = [
    "https://a.b/c",
    "HTTP://a.b",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    " https://a.b",
    "//a.b",
    "",
    null,
  ];
  expect(links.map(safeHref)).toEqual(["https://a.b/c", "HTTP://a.b", null, null, null, null, null, null, null]);
});

test("a card is put on the side that has room", () => {
  const window = { width: 1000, height: 800 };
  expect(cardPlace({ top: 100, bottom: 140, left: 50, right: 90 }, window)).toEqual({
    top: 144,
    maxHeight: 648,
    left: 50,
  });
  expect(cardPlace({ top: 700, bottom: 740, left: 900, right: 940 }, window)).toEqual({
    bottom: 104,
    maxHeight: 688,
    right: 60,
  });
  expect(cardPlace({ top: 0, bottom: 1, left: 0, right: 1 }, { width: 390, height: 800 })).toEqual({});
});
