/**
 * The pages about logs, piece by piece: what looks like a failure, what counts as noise, choosing lines, the reader's
 * side of the worker, and excerpts.
 * @jest-environment jsdom
 */
import { render, screen } from "@testing-library/react";
import { byJob, excerptsOf, type FoundLine } from "components/logs/found_lines";
import { pick, rangeOf } from "components/logs/line_range";
import { LogReader, type Opening, placedLines, type WorkerPort } from "components/logs/log_reader";
import { LogExcerpt } from "components/logs/LogExcerpt";
import { normalise } from "components/logs/reading/normalise";
import type { Ask, ShownLine } from "components/logs/reading/protocol";
import { looksWrong, stopsOf, troubleIn } from "components/logs/reading/trouble";
import { nextLine } from "components/logs/steps";
import { lineHash, paths } from "lib/browser/paths";

test.each([
  "Error: Process completed with exit code 1.",
  "src/a.cpp:1:2: error: no member named 'x'",
  "error[E0382]: borrow of moved value: `x`",
  "FAILED tests/test_a.py::test_b - assert 1 == 2",
  "E       AssertionError: assert 1 == 2",
  "--- FAIL: TestOrbit (0.00s)",
  "FAIL src/orbit.test.ts",
  "not ok 3 - lands",
  "fatal: unable to access 'https://example.com/': Could not resolve host",
  "panic: runtime error: index out of range",
  "thread 'main' panicked at src/main.rs:4:5:",
  "Traceback (most recent call last):",
  "ValueError: bad value",
  "java.lang.NullPointerException: x",
  'Exception in thread "main" java.lang.Error',
  "gmake[1]: *** [Makefile:2: all] Error 2",
  "ld: undefined reference to `main'",
  "bash: frobnicate: command not found",
  "tar: write error: No space left on device",
  "npm ERR! code ELIFECYCLE",
  "  ✕ lands softly (5 ms)",
  "The process exited with code 137",
])("%s looks wrong", (line) => {
  expect(looksWrong(line)).toBe(true);
});

test.each([
  "0 errors, 2 warnings",
  "ERROR: 0 errors found",
  "test result: ok. 12 passed; 0 failed",
  "-- Performing Test HAVE_ERROR_H",
  "Installing error_handler 1.2",
  "exit code 0",
  "  ✓ says what failed",
])("%s does not", (line) => {
  expect(looksWrong(line)).toBe(false);
});

test("what looks wrong in a block is what looks wrong line by line", () => {
  const lines = ["ok", "Error: a", "", "x: error: b", "ERROR: 0 errors", "FAILED c", "npm ERR!", "fine", "not ok 1"];
  expect(troubleIn(lines.map((line) => `${line}\n`).join(""))).toEqual([1, 3, 5, 6, 8]);
});

test("failures close together are one stop, and the classified line is always one", () => {
  expect(stopsOf([1, 2, 3, 6, 10, 50], null)).toEqual([1, 50]);
  expect(stopsOf([10, 50], 30)).toEqual([10, 30, 50]);
  expect(stopsOf([], 7)).toEqual([7]);
});

test.each([
  ["2026-01-01T00:00:00.123Z start", "2026-02-03T10:20:30.5Z start"],
  ["done in 3.2s", "done in 14s"],
  ["took 1m 20s", "took 3m 2s"],
  ["commit 0a1b2c3d4e5f", "commit ffff0000aaaa"],
  ["id 123e4567-e89b-12d3-a456-426614174000", "id 00000000-0000-4000-8000-00000000000a"],
  ["at 0x7ffee4c0", "at 0x1"],
  ["fetched 12.5 MB (3.1 MB/s)", "fetched 9 MB (800 kB/s)"],
  [" 45% done", "100%  done"],
  ["writing /tmp/tmpab12/x.o", "writing /tmp/zz/y.o"],
  ["listening on 127.0.0.1:40123", "listening on 10.1.0.4:8080"],
  ["pid 41234", "pid 999123"],
])("%j and %j are alike", (one, other) => {
  expect(normalise(one)).toBe(normalise(other));
});

test.each([
  ["2 failed, 30 passed", "0 failed, 32 passed"],
  ["test_a", "test_b"],
  ["src/a.cpp:12: error", "src/b.cpp:12: error"],
  ["deadbeef", "cafe"],
  ["python 3.11", "python 3.12"],
])("%j and %j are not", (one, other) => {
  expect(normalise(one)).not.toBe(normalise(other));
});

test("an address names lines, and a click with Shift reaches to one", () => {
  expect(rangeOf("/a/b/job/1?q=x#L10-L20")).toEqual({ first: 10, last: 20 });
  expect(rangeOf("#L20-L10")).toEqual({ first: 10, last: 20 });
  expect(rangeOf("#L7")).toEqual({ first: 7, last: 7 });
  expect([rangeOf("#L0"), rangeOf("#top"), rangeOf("/L10")]).toEqual([null, null, null]);
  expect(pick({ first: 10, last: 12 }, 5, true)).toEqual({ first: 5, last: 10 });
  expect(pick({ first: 10, last: 12 }, 5, false)).toEqual({ first: 5, last: 5 });
  expect(lineHash({ first: 3, last: 9 })).toBe("#L3-L9");
  expect(paths.job("a/b", 1, { first: 3, last: 3 })).toBe("/a/b/job/1#L3");
});

test("steps go round the ends", () => {
  const lines = [3, 8, 20];
  expect([0, 3, 5, 20, 99].map((from) => nextLine(lines, from, 1))).toEqual([3, 8, 8, 3, 3]);
  expect([0, 3, 5, 20, 99].map((from) => nextLine(lines, from, -1))).toEqual([20, 20, 3, 8, 20]);
  expect(nextLine([], 4, 1)).toBeNull();
});

test("found lines that touch are one excerpt, each line once", () => {
  const found = (job_id: number, line_num: number): FoundLine => ({
    ...{ job_id, run_id: 1, name: "Build / linux", head_sha: "", head_branch: null, completed_at: null },
    ...{ line_num, line: `found ${line_num}`, before: [`${line_num - 1}`], after: [`${line_num + 1}`] },
  });
  const jobs = byJob([found(2, 9), found(1, 4), found(2, 10), found(2, 30)]);
  expect(jobs.map((lines) => lines.map(({ line_num }) => line_num))).toEqual([[9, 10, 30], [4]]);
  expect(excerptsOf(jobs[0] ?? []).map((rows) => rows.map(({ words }) => words))).toEqual([
    ["8", "found 9", "found 10", "11"],
    ["29", "found 30", "31"],
  ]);
});

describe("the reader", () => {
  function start(opening?: Opening) {
    const asked: Ask[] = [];
    const ports: (WorkerPort & { ended: boolean })[] = [];
    const reader = new LogReader(
      "/log",
      () => {
        const port = {
          ...{ onTell: null, ended: false },
          postMessage: (ask: Ask) => void asked.push(ask),
          terminate: () => void (port.ended = true),
        };
        ports.push(port);
        return port;
      },
      opening,
    );
    reader.open();
    const tell: NonNullable<WorkerPort["onTell"]> = (told) => ports.at(-1)?.onTell?.(told);
    return { reader, asked, ports, tell };
  }
  const line = (text: string): ShownLine => ({
    ...{ time: null, kind: null, more: 0 },
    pieces: [{ text, names: "", color: null, background: null, hit: false }],
  });

  test("asks for each stretch of lines once, and again when the search or the log has moved on", () => {
    const { reader, asked, tell } = start();
    tell({ kind: "progress", lines: 100, bytes: 1_000 });
    reader.want([0, 5, 99]);
    reader.want([7]);
    expect(asked.slice(1)).toEqual([{ kind: "lines", first: 0, end: 100 }]);
    tell({ kind: "lines", first: 0, seq: 0, lines: Array.from({ length: 100 }, (_, at) => line(String(at))) });
    expect(reader.line(7)?.pieces[0]?.text).toBe("7");
    reader.want([7]);
    expect(asked).toHaveLength(2);

    tell({ kind: "opened", lines: 200, bytes: 2_000, cut: false, groups: Uint32Array.of(1, 4) });
    reader.want([7]);
    expect(asked.at(-1)).toEqual({ kind: "lines", first: 0, end: 128 });
    reader.search({ text: "a", is_regex: false, match_case: false });
    reader.want([7]);
    expect(asked.filter(({ kind }) => kind === "lines")).toHaveLength(3);
    expect(reader.snapshot()).toMatchObject({ phase: "open", lines: 200, groups: [{ first: 1, last: 4 }] });
  });

  test("has the lines that are known early in their places, until the log's own are there", () => {
    const early = [line("c"), line("failing")];
    const { reader, asked, tell } = start({ around: 901, preview: { first: 900, lines: early } });
    expect(asked).toEqual([{ kind: "open", url: "/log", around: 901 }]);
    expect(placedLines(reader.snapshot())).toBe(902);
    expect([reader.line(901), reader.line(899)]).toEqual([early[1], null]);
    reader.want([899, 901]);
    expect(asked).toHaveLength(1);

    const window = { first: 899, lines: [line("b"), line("c"), line("failing, in red"), line("d")] };
    tell({ kind: "window", ...window });
    expect(placedLines(reader.snapshot())).toBe(903);
    expect(reader.line(901)).toBe(window.lines[2]);
    tell({ kind: "progress", lines: 400, bytes: 4_000 });
    expect(placedLines(reader.snapshot())).toBe(903);

    tell({ kind: "opened", lines: 1_000, bytes: 9_000, cut: false, groups: new Uint32Array() });
    expect(placedLines(reader.snapshot())).toBe(1_000);
    // The same line stays on the screen while the log's own is asked for.
    expect(reader.line(901)).toBe(window.lines[2]);
    reader.want([901]);
    const own = Array.from({ length: 104 }, (_, at) => line(`own ${896 + at}`));
    tell({ kind: "lines", first: 896, seq: 0, lines: own });
    expect(reader.line(901)).toBe(own[5]);
    // What comes too late is of no use any more.
    tell({ kind: "window", first: 0, lines: [] });
    expect(reader.snapshot().preview?.first).toBe(899);
  });

  test("knows how wide the lines are that have arrived, whatever the log turns out to be", () => {
    const { reader, tell } = start({ around: 130, preview: { first: 130, lines: [line("four"), line("failing")] } });
    expect([...reader.earlyColumns()].slice(129)).toEqual([0, 4, 7]);
    tell({ kind: "progress", lines: 3, bytes: 30 });
    tell({ kind: "lines", first: 0, seq: 0, lines: [line("a"), line("bc"), line("\t")] });
    expect([...reader.earlyColumns()].slice(0, 4)).toEqual([1, 2, 8, 0]);
    // Shorter than what the record told of it.
    tell({ kind: "opened", lines: 2, bytes: 20, cut: false, groups: new Uint32Array() });
    expect([...reader.earlyColumns()]).toEqual([1, 2]);
  });

  test("lets go of what the record told of a log that is not there", () => {
    const { reader, tell } = start({ around: 5, preview: { first: 5, lines: [line("failing")] } });
    tell({ kind: "failed", status: 404, message: "There is no log of this job" });
    expect(placedLines(reader.snapshot())).toBe(0);
  });

  test("lets an older search's answer go", () => {
    const { reader, tell } = start();
    reader.search({ text: "a", is_regex: false, match_case: false });
    reader.search({ text: "ab", is_regex: false, match_case: false });
    const found = { kind: "found" as const, hits: 1, done: true, problem: null };
    tell({ ...found, seq: 1, lines: Uint32Array.of(1) });
    expect(reader.snapshot().found?.done).toBe(false);
    tell({ ...found, seq: 2, lines: Uint32Array.of(2) });
    expect(reader.snapshot().found).toMatchObject({ lines: Uint32Array.of(2), done: true });
  });

  test("gives up a pattern that silences its worker, and goes on with another worker", () => {
    jest.useFakeTimers();
    try {
      const { reader, asked, ports, tell } = start();
      tell({ kind: "opened", lines: 2, bytes: 20, cut: false, groups: new Uint32Array() });
      reader.search({ text: "(a+)+$", is_regex: true, match_case: false });
      jest.advanceTimersByTime(60_000);
      expect(reader.snapshot()).toMatchObject({ phase: "open", found: { done: true, hits: 0 } });
      expect(reader.snapshot().found?.problem).toMatch(/too long/);
      expect(ports.map(({ ended }) => ended)).toEqual([true, false]);
      expect(asked.at(-1)).toEqual({ kind: "open", url: "/log", around: null });
      reader.close();
      expect(ports[1]?.ended).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  test("says why a log cannot be had, and tries again from the beginning", () => {
    const { reader, ports, tell } = start();
    tell({ kind: "failed", status: 404, message: "There is no log of this job" });
    expect(reader.snapshot()).toMatchObject({ phase: "failed", failure: { status: 404 } });
    reader.retry();
    expect(reader.snapshot()).toMatchObject({ phase: "reading", failure: null });
    expect(ports).toHaveLength(2);
  });
});

test("an excerpt numbers the lines around the failing one", () => {
  render(
    <LogExcerpt
      line="x.cpp:1: error: bad"
      line_num={40}
      context={["before", "x.cpp:1: error: bad", "after"]}
      href={(line) => paths.job("a/b", 7, { first: line, last: line })}
    />,
  );
  expect(screen.getByRole("link", { name: "Line 40 of the log" }).getAttribute("href")).toBe("/a/b/job/7#L40");
  expect(screen.getByRole("link", { name: "Line 39 of the log" }).parentElement?.textContent).toBe("before");
  expect(screen.getByRole("group").textContent).toBe("beforex.cpp:1: error: badafter");
});
