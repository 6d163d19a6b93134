/** @jest-environment jsdom */
/** When jobs waited and ran, and for how long; what has not ended counts up to now. */
import { screen, within } from "@testing-library/react";
import { jobLines } from "components/jobs/boxes";
import { JobsPanel } from "components/jobs/JobsPanel";
import { timeline, totals } from "components/jobs/timeline";
import type { JobAnswer } from "lib/model/answers";
import { timeSpent } from "lib/model/time_spent";
import { jobAnswer as job } from "test/kit/job_answer";
import { renderPage } from "test/kit/render_page";

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString();
const timed = (
  name: string,
  [createdAt, startedAt, completedAt]: [number, number, number],
  fields: Partial<JobAnswer> = {},
) =>
  job(name, {
    ...{ createdAt: at(createdAt), startedAt: at(startedAt), completedAt: at(completedAt) },
    ...{ durationS: 60 * (completedAt - startedAt), queueS: 60 * (startedAt - createdAt), ...fields },
  });

describe("the timeline", () => {
  const jobs = [
    timed("ci / build", [0, 1, 10]),
    timed("ci / lint", [0, 0, 2]),
    timed("ci / test 1", [10, 12, 40]),
    timed("ci / test 2", [10, 11, 20], { conclusion: "failure" }),
    timed("ci / test 2", [55, 56, 60], { runAttempt: 2, conclusion: "failure" }),
    timed("other / slow", [0, 0, 30], { runId: 2 }),
    timed("nightly / x", [600, 600, 660], { runId: 3 }),
    job("ci / skipped", { conclusion: "skipped" }),
  ];

  test("the end waited for a build, a test, and that it was run again", () => {
    const shape = timeline(jobLines(jobs), null);
    expect(shape?.bars.filter(({ critical }) => critical).map(({ line }) => line.job.name)).toEqual([
      ...["ci / build", "ci / test 1", "ci / test 2"],
    ]);
    expect(shape).toMatchObject({ length_ms: 60 * 60_000, left_out: 2, open: false });
    expect(totals(jobLines(jobs), shape, null)).toMatchObject({
      wall_seconds: 3_600,
      compute_seconds: 60 * (9 + 2 + 28 + 9 + 4 + 30 + 60),
      longest_queue: { name: "ci / test 1", seconds: 120 },
    });
  });

  test("what runs is drawn up to now; without times there is nothing to draw", () => {
    const open = [timed("ci / a", [0, 5, 0], { conclusion: "pending", completedAt: null, durationS: null })];
    const shape = timeline(jobLines(open), Date.parse(at(20)));
    expect(shape).toMatchObject({
      open: true,
      length_ms: 20 * 60_000,
      bars: [{ started: 5 * 60_000, ended: 20 * 60_000 }],
    });
    expect(timeline(jobLines(open), null)).toBeNull();
    expect(timeline(jobLines([job("ci / a")]), 0)).toBeNull();
  });
});

describe("what has not ended", () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - 60_000 * minutes).toISOString();
  /** As GitHub tells of it: the moment it was queued is its start. */
  const waiting = () =>
    job("CI / waiting", {
      ...{ status: "queued", conclusion: "queued", createdAt: minutesAgo(131), startedAt: minutesAgo(131) },
      ...{ durationS: null, queueS: null },
    });
  const running = () =>
    job("CI / running", {
      ...{ status: "in_progress", conclusion: "pending", createdAt: minutesAgo(132), startedAt: minutesAgo(130) },
      ...{ durationS: null, queueS: 120 },
    });

  test("counts up to now, and not before the reader's clock is known", () => {
    const now = Date.now();
    expect(timeSpent(waiting(), null)).toEqual({ queue_seconds: null, run_seconds: null, going: "queue" });
    expect(timeSpent(waiting(), now).queue_seconds).toBeCloseTo(131 * 60, -1);
    expect(timeSpent({ ...waiting(), status: "waiting", conclusion: "pending" }, now)).toMatchObject({
      run_seconds: null,
      going: "queue",
    });
    expect(timeSpent(running(), null)).toEqual({ queue_seconds: 120, run_seconds: null, going: "run" });
    expect(timeSpent(running(), now).run_seconds).toBeCloseTo(130 * 60, -1);
    expect(timeSpent(running(), Date.parse(minutesAgo(140))).run_seconds).toBe(0);
    expect(timeSpent({ ...waiting(), conclusion: "cancelled" }, now).queue_seconds).toBeNull();
  });

  test("is in the sums, in the timeline and in its row", async () => {
    renderPage(<JobsPanel repo="acme/rocket" jobs={[waiting(), running()]} checks={[]} verdicts={[]} />);
    const said = (term: string) => screen.getByText(term).parentElement?.textContent;
    expect(await screen.findByText("Longest wait")).toBeTruthy();
    expect(said("Longest wait")).toBe("Longest wait2h 11mCI / waiting");
    expect(said("Compute")).toBe("Compute2h 10m");
    expect(within(screen.getByRole("list", { name: "Slowest jobs" })).getByRole("listitem").textContent).toBe(
      "CI / running 2h 10m",
    );
    const drawn = within(screen.getByRole("list", { name: "Jobs by start" })).getAllByRole("listitem");
    const ends = drawn.map((row) => [
      row.textContent.includes("waiting for 2h 11m"),
      row.lastElementChild?.textContent,
    ]);
    expect(ends).toEqual([
      [false, "2h 10m"],
      [true, "2h 11m"],
    ]);
    expect(screen.getByTitle("Waits for a runner").textContent).toBe("queued 2h 11m");
    expect(screen.getByTitle("Has run so far").textContent).toBe("2h 10m");
    expect(screen.getByTitle("Time of all its jobs together").textContent).toBe("2h 10m");
  });
});
