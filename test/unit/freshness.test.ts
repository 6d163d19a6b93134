/** What a heartbeat says of the lag: of a loop that beats all the time, and of Lambda, which beats when something comes. */
import { lagOf } from "lib/server/freshness";
import type { Heartbeat } from "lib/store/checkpoints";

const now = Date.parse("2026-03-01T12:00:00Z");
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

function heartbeat(silent: number, tables: Heartbeat["tables"]): Heartbeat {
  const counts = { replicated: 0, parked: 0, retries: 0, gaps: 0 };
  return { consumer: "replicator", started_at: ago(9_999), updated_at: ago(silent), tables, ...counts };
}

describe("a loop", () => {
  const loop = (silent: number, lag_seconds: number) =>
    heartbeat(silent, { push: { lag_seconds, last_record_at: ago(5_000), records: 1 } });

  test.each([
    ["is believed while it beats", loop(5, 0), 0],
    ["tells its lag", loop(5, 12.3456), 12.346],
    ["has stopped once it is silent", loop(100, 3), 100],
  ])("%s", (_, told, lag) => expect(lagOf(told, ago(1), now)).toBe(lag));
});

describe("Lambda", () => {
  const lambda = (silent: number, { lag = 0, newest = silent + 1 } = {}) =>
    heartbeat(silent, { push: { lag_seconds: lag, last_record_at: ago(newest), records: 1, told_at: ago(silent) } });

  test.each([
    ["is fresh while batches come", lambda(2), ago(3), 1],
    ["is fresh when it is quiet because nothing comes", lambda(4_000), ago(4_001), 0],
    ["is not blamed for what came just after its beat", lambda(4_000), ago(3_980), 0],
    ["is not known when something came since that it says nothing of", lambda(4_000), ago(100), null],
    ["is not known when things keep coming that it says nothing of", lambda(4_000), ago(0), null],
    ["is behind by the age of what it catches up on", lambda(2, { newest: 3_602 }), ago(1), 3_600],
    ["has caught up when no more comes", lambda(40, { newest: 3_640 }), ago(3_640), 0],
    ["is ever further behind while a batch fails", lambda(20, { lag: 50 }), ago(1), 70],
    ["is not known long after a failure that was not told again", lambda(4_000, { lag: 50 }), ago(4_100), null],
  ])("%s", (_, told, recorded_at, lag) => expect(lagOf(told, recorded_at, now)).toBe(lag));

  test("an idle table's last batch says nothing of the others", () => {
    const push = { lag_seconds: 0, last_record_at: ago(9_000), records: 1, told_at: ago(5_000) };
    const issues = { lag_seconds: 0, last_record_at: ago(3), records: 1, told_at: ago(2) };
    expect(lagOf(heartbeat(2, { push, issues }), ago(3), now)).toBe(1);
  });

  test("a table that fails is told, whatever is not known of another", () => {
    const push = { lag_seconds: 40, last_record_at: null, records: 0, told_at: ago(60) };
    expect(lagOf(heartbeat(60, { push }), ago(0), now)).toBe(100);
  });
});
