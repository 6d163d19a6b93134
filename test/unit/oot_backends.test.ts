/** The list of backends as the server makes it: what was heard joined with who is registered; its table, and the badge. */
import type { OotActivityRow } from "clickhouse_queries/oot_activity/query";
import type { OotSummaryRow } from "clickhouse_queries/oot_summary/query";
import { escapeXml } from "lib/server/badge_svg";
import { badge, badgeColor } from "lib/server/oot_badge";
import { webOrigin } from "lib/server/oot_backend";
import { type BackendFacts, mergeBackends, upstreamsOf } from "lib/server/oot_backends";
import { backendsCsv } from "lib/server/oot_csv";
import { ootBackend } from "test/kit/oot_answers";

const now = Date.UTC(2026, 2, 10, 12);
const query = { days: 7, scope: "pull_request", upstream: "" } as const;
const nothing: BackendFacts = { summary: [], trend: [], pulls: [], activity: [], registered: [] };

const summary = (repo: string, fields: Partial<OotSummaryRow> = {}): OotSummaryRow => ({
  ...{
    repo,
    downstream_repo_level: null,
    successes: 1,
    failures: 1,
    cancelled: 0,
    timed_out: 0,
    in_progress: 0,
    stale: 0,
  },
  ...{
    total: 2,
    pass_rate: 0.5,
    avg_duration_s: 1,
    p50_duration_s: 1,
    p90_duration_s: 1,
    p50_queue_s: 1,
    p90_queue_s: 1,
  },
  ...{ last_run: "2026-03-10T11:00:00.000Z", ...fields },
});
const activity = (repo: string, fields: Partial<OotActivityRow> = {}): OotActivityRow => ({
  ...{ repo, upstream: "acme/up", downstream_repo_level: null, hours: [], last_run: "2026-03-10T11:00:00.000Z" },
  ...fields,
});
const listed = (repo: string, level: "L1" | "L2" | "L3" | "L4" = "L1") => ({
  repo,
  level,
  device: "npu",
  oncalls: ["ann"],
});

describe("the list", () => {
  test("has whoever was heard from and whoever is registered, once each, by name", () => {
    const facts = {
      ...nothing,
      summary: [summary("c/heard")],
      activity: [activity("c/heard"), activity("b/long-ago")],
      registered: [listed("c/heard"), listed("a/never")],
    };
    const all = mergeBackends(facts, query, now);
    expect(all.map(({ repo, registered, total, last_run }) => [repo, registered, total, last_run])).toEqual([
      ["a/never", true, 0, null],
      ["b/long-ago", false, 0, "2026-03-10T11:00:00.000Z"],
      ["c/heard", true, 2, "2026-03-10T11:00:00.000Z"],
    ]);
    expect(all[0]).toMatchObject({
      pass_rate: null,
      p50_queue_s: null,
      device: "npu",
      oncalls: ["ann"],
      pulls: [],
      silent: false,
    });
    expect(all.every(({ trend }) => trend.length >= 24)).toBe(true);
    expect(mergeBackends(nothing, query, now)).toEqual([]);
  });

  test("the level that a callback tells wins; the allowlist fills the gap", () => {
    const levelOf = (told: string | null, earlier: string | null, is_listed: boolean) =>
      mergeBackends(
        {
          ...nothing,
          summary: [summary("a/b", { downstream_repo_level: told })],
          activity: [activity("a/b", { downstream_repo_level: earlier })],
          registered: is_listed ? [listed("a/b", "L3")] : [],
        },
        query,
        now,
      )[0]?.downstream_repo_level;
    expect(levelOf("L2", "L1", true)).toBe("L2");
    expect(levelOf(null, "L1", true)).toBe("L1");
    expect(levelOf(null, null, true)).toBe("L3");
    expect(levelOf("", null, true)).toBe("L3");
    expect(levelOf(null, null, false)).toBeNull();
  });

  test("of an upstream has its own backends, and those of which nothing is known yet", () => {
    const facts = {
      ...nothing,
      activity: [
        activity("a/here"),
        activity("a/both"),
        activity("a/both", { upstream: "other/up", last_run: "2026-03-10T11:30:00.000Z" }),
        activity("a/elsewhere", { upstream: "other/up" }),
      ],
      registered: [listed("a/elsewhere"), listed("a/never")],
    };
    const of = (upstream: string) => mergeBackends(facts, { ...query, upstream }, now);
    expect(of("acme/up").map(({ repo }) => repo)).toEqual(["a/both", "a/here", "a/never"]);
    expect(of("acme/up")[0]?.last_run).toBe("2026-03-10T11:00:00.000Z");
    expect(of("")).toHaveLength(4);
    expect(upstreamsOf([...facts.activity, activity("x/y", { upstream: "" })])).toEqual(["acme/up", "other/up"]);
  });

  test("a silent backend is flagged, and each pull request shows the worst that happened there", () => {
    const last = now / 3_600_000 - 60;
    const hours = [last - 3, last - 2, last - 1, last];
    const pull = { repo: "a/b", upstream_repo: "acme/up", pr: 5, last_heard_at: "2026-03-08T00:00:00.000Z" };
    const facts = {
      ...nothing,
      activity: [activity("a/b", { hours })],
      pulls: [{ ...pull, conclusions: ["success", "timed_out", "stale"] }],
    };
    expect(mergeBackends(facts, query, now)).toMatchObject([
      { silent: true, usual_gap_hours: 1, pulls: [{ pr: 5, conclusion: "timed_out" }] },
    ]);
  });
});

test("the table quotes what needs it, and hands no formula to a spreadsheet", () => {
  const text = backendsCsv([
    ootBackend({
      repo: "a/b",
      downstream_repo_level: "=1+1",
      device: 'x "1", y',
      oncalls: ["ann", "bob"],
      pass_rate: null,
    }),
  ]);
  const [head, row, rest] = text.split("\r\n");
  expect(head?.split(",").slice(0, 4)).toEqual(["repo", "downstream_repo_level", "registered", "device"]);
  expect(row).toMatch(
    /^a\/b,'=1\+1,true,"x ""1"", y",9,1,0,0,0,0,10,,60,60,90,5,9,2026-03-01T11:20:00.000Z,false,ann bob$/,
  );
  expect(rest).toBe("");
});

describe("the badge", () => {
  test("says the rate, and colours it", () => {
    const svg = badge("a/b", { pass_rate: 0.9731, total: 120 });
    expect(svg).toContain(">97.3% passing</text>");
    expect(svg).toContain("<title>a/b: 97.3% of 120 jobs passed in 7 days</title>");
    expect(new Set([1, 0.9, 0.5, null].map(badgeColor)).size).toBe(4);
    expect(svg).toContain(badgeColor(0.9731));
  });

  test("without data is grey and says so", () => {
    expect(badge("a/b", { pass_rate: null, total: 0 })).toMatch(/>no data<\/text>/);
  });

  test("has nothing in it that could run, and needs no style", () => {
    const svg = badge(`"><script>alert(1)</script>`, { pass_rate: 1, total: 1 });
    expect(svg).not.toMatch(/<script|<style|style=|href|on\w+=/i);
    expect(escapeXml(`<&>"'`)).toBe("&lt;&amp;&gt;&quot;&#39;");
  });
});

test("a backend's repository is where the API's host is", () => {
  expect(webOrigin("https://api.github.com")).toBe("https://github.com");
  expect(webOrigin("https://git.example.org/api/v3")).toBe("https://git.example.org");
});
