/** What pages make of text: links in it, names like it, addresses, times, and the places one may jump to. */
import fc from "fast-check";
import { linkParts } from "components/frame/link_parts";
import { nearest } from "components/frame/nearest";
import { placeOf, whole } from "components/frame/place";
import { jumpTargets } from "lib/browser/jump";
import { api_paths, paths } from "lib/browser/paths";
import { age, ago, duration } from "lib/browser/time";

describe("links in plain text", () => {
  const links = (text: string) =>
    linkParts(text)
      .filter(({ kind }) => kind !== "text")
      .map(({ text: found }) => found);

  test.each([
    ["see https://a.example/x_(y)?q=1#z.", ["https://a.example/x_(y)?q=1#z"]],
    ["(https://a.example/x), <https://b.example>", ["https://a.example/x", "https://b.example"]],
    ["Fixes #12, not a#13, &#14; or #15a", ["#12"]],
    ["javascript:alert(1) data:text/html,x ftp://a.example", []],
    ["https:// and http://", []],
  ])("%s", (text, expected) => expect(links(text)).toEqual(expected));

  test("the parts spell the text, and every link is http(s)", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom("https://a.b/", "#12", "(", ")", ".", " ", "javascript:", "HTTP://"),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join("");
        const parts = linkParts(text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
        for (const part of parts) if (part.kind === "url") expect(new URL(part.text).protocol).toMatch(/^https?:$/);
      }),
    );
  });
});

test("names like the one asked for come first; the others keep their order", () => {
  const names = ["main", "dev", "release/2.9", "release/2.10", "nightly"];
  expect(nearest("relaese/2.10", names, (name) => name)).toEqual([
    "release/2.10",
    "release/2.9",
    "main",
    "dev",
    "nightly",
  ]);
  expect(nearest("zzz", names, (name) => name)).toEqual(names);
});

describe("addresses", () => {
  test("encode what they are given", () => {
    expect(paths.grid("a/b", "release/2.9 #1?")).toBe("/hud/a/b/release/2.9%20%231%3F");
    expect(paths.grid("a/b", "main", { page: 0, per_page: 20, name_filter: "/x|y/" })).toBe(
      "/hud/a/b/main?per_page=20&name_filter=%2Fx%7Cy%2F",
    );
    expect(api_paths.grid("a/b", "release/2.9", 1, 50)).toBe("/api/grid/a/b/release%2F2.9/1?per_page=50");
    expect(paths.pull("a/b", 7, null)).toBe("/a/b/pull/7");
    expect(api_paths.savedQuery("q", { a: 1 })).toBe("/api/clickhouse/q?parameters=%7B%22a%22%3A1%7D");
  });

  test("say where one is", () => {
    expect(placeOf({ owner: "a", repo: "b", branch: ["release", "2.9"] })).toEqual({
      repo: "a/b",
      what: "release/2.9",
    });
    expect(placeOf({ owner: "a", repo: "b", number: "12", sha: "c".repeat(40) })).toEqual({ repo: "a/b", what: "#12" });
    expect(placeOf({ owner: "a", repo: "b", sha: "c".repeat(40) })).toEqual({ repo: "a/b", what: "ccccccc" });
    expect(placeOf({})).toEqual({ repo: null, what: null });
  });

  test.each([
    ["5", 5],
    ["0", null],
    ["101", null],
    ["1e2", null],
    ["-1", null],
    ["", null],
  ])("per_page=%s", (text, number) => expect(whole({ per_page: text }, "per_page", { min: 1, max: 100 })).toBe(number));
});

describe("times", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  test.each([
    [0, "now"],
    [44, "44s"],
    [60, "1m"],
    [3_599, "59m"],
    [3_600, "1h"],
    [86_400, "1d"],
    [400 * 86_400, "1y"],
    [-50, "now"],
  ])("%d s ago is %s", (seconds, text) => expect(age(new Date(now - seconds * 1000).toISOString(), now)).toBe(text));

  test("never, just now, and nonsense", () => {
    expect(ago(null, now)).toBe("never");
    expect(ago("2026-03-01T12:00:00Z", now)).toBe("just now");
    expect(ago("soon", now)).toBe("—");
  });

  test.each([
    [null, "—"],
    [-1, "—"],
    [Number.NaN, "—"],
    [0, "0s"],
    [0.42, "0.4s"],
    [59.6, "1m 00s"],
    [200, "3m 20s"],
    [3_840, "1h 04m"],
    [180_000, "2d 2h"],
  ])("%s seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("the jump box", () => {
  const known = [
    { repo: "acme/rocket", branches: ["main", "release/2.9"] },
    { repo: "acme/engine", branches: ["main"] },
  ];
  const jump = (typed: string, repo: string | null = "acme/rocket") =>
    jumpTargets(typed, { repo, known }).map(({ path }) => path);
  const sha = "0123456789abcdef0123456789abcdef01234567";

  test.each([
    ["", []],
    ["acme/new", ["/hud/acme/new"]],
    ["#12", ["/acme/rocket/pull/12"]],
    ["acme/engine#12", ["/acme/engine/pull/12"]],
    [sha, [`/acme/rocket/commit/${sha}`]],
    [`https://github.com/acme/rocket/commit/${sha}?diff=split`, [`/acme/rocket/commit/${sha}`]],
    ["https://github.com/acme/rocket/pull/12/files#diff-1", ["/acme/rocket/pull/12"]],
    ["https://github.com/acme/rocket/tree/release/2.9", ["/hud/acme/rocket/release/2.9"]],
    ["1234567", ["/acme/rocket/pull/1234567", "/acme/rocket/commit/1234567"]],
    ["1234", ["/acme/rocket/pull/1234"]],
    ["Beef1", ["/acme/rocket/commit/beef1"]],
    ["acme/engine@beef", ["/acme/engine/commit/beef"]],
    ["rele", ["/hud/acme/rocket/release/2.9"]],
    ["engine", ["/hud/acme/engine"]],
  ])("%s", (typed, expected) => expect(jump(typed)).toEqual(expected));

  test("outside a repository a number may be any's", () => {
    expect(jump("12", null)).toEqual(["/acme/rocket/pull/12", "/acme/engine/pull/12"]);
  });

  test("whatever is typed, it leads to a page of ours", () => {
    fc.assert(
      fc.property(fc.string(), (typed) => expect(jump(typed).every((path) => path.startsWith("/"))).toBe(true)),
    );
  });
});
