/** How a log is taken apart: lines, times, markers, escapes, groups, rows, scrolling. */
import fc from "fast-check";
import { readAnsi } from "components/logs/reading/ansi";
import { CleanText } from "components/logs/reading/clean_text";
import { columnsOf, readLine } from "components/logs/reading/line";
import { LineStore } from "components/logs/reading/line_store";
import { piecesOf, shownLine } from "components/logs/reading/pieces";
import { lastAtMost, Rows } from "components/logs/reading/rows";
import { atRest, barHeight, pane_px_max, scrolled } from "components/logs/reading/scroll";
import { matcherOf } from "components/logs/reading/search";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function storeOf(text: string, chunk = 7): LineStore {
  const store = new LineStore();
  const all = bytes(text);
  for (let at = 0; at < all.length; at += chunk) store.append(all.subarray(at, at + chunk));
  store.finish();
  return store;
}

const linesOf = (store: LineStore): string[] => Array.from({ length: store.count }, (_, line) => store.raw(line));

describe("escapes", () => {
  test("colours become looks, and nothing of the escape is left", () => {
    const { text, spans } = readAnsi("a \x1b[1;31merror\x1b[0m: \x1b[38;5;196mred\x1b[39m \x1b[48;2;1;2;3mback\x1b[m.");
    expect(text).toBe("a error: red back.");
    expect(spans.map(({ from, to, look }) => [text.slice(from, to), look.names, look.color, look.background])).toEqual([
      ["error", ["bold", "fg_1"], null, null],
      ["red", [], "rgb(255 0 0)", null],
      ["back", [], null, "rgb(1 2 3)"],
    ]);
  });

  test.each([
    ["bright", "\x1b[91mx", ["fg_9"]],
    ["bold and its end", "\x1b[1m\x1b[22;4mx", ["underline"]],
    ["inverse", "\x1b[7mx", ["fg_page", "bg_text"]],
    ["inverse of a colour", "\x1b[7;32mx", ["bg_2"]],
    ["an index below sixteen", "\x1b[38;5;4mx", ["fg_4"]],
    ["colons for semicolons", "\x1b[38:5:3mx", ["fg_3"]],
  ])("%s", (_, raw, names) => {
    expect(readAnsi(raw).spans[0]?.look.names).toEqual(names);
  });

  test.each([
    ["moves of the cursor", "a\x1b[2K\x1b[1Gb", "ab"],
    ["links", "\x1b]8;;https://example.com\x1b\\here\x1b]8;;\x07!", "here!"],
    ["a title", "\x1b]0;make\x07ok", "ok"],
    ["a lone escape at the end", "ok\x1b", "ok"],
    ["a character set", "\x1b(Bok", "ok"],
    ["control characters", "a\x00\x08b\tc\x7f", "ab\tc"],
  ])("%s leave no trace", (_, raw, text) => {
    expect(readAnsi(raw).text).toBe(text);
  });

  test("whatever bytes come, text stays free of escapes and spans lie within it, in order", () => {
    const part = fc.oneof(
      fc.constantFrom("\x1b[", "\x1b]", "m", ";", "31", "38", "5", "2", "\x07", "\x1b"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const { text, spans } = readAnsi(parts.join(""));
        expect(text).not.toContain("\x1b");
        let end = 0;
        for (const { from, to } of spans) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe("a line", () => {
  test.each([
    ["2026-01-01T00:00:01.1234567Z hello", { time: "2026-01-01T00:00:01.1234567Z", kind: null, text: "hello" }],
    ["\ufeff2026-01-01T00:00:01Z hello", { time: "2026-01-01T00:00:01Z", kind: null, text: "hello" }],
    ["2026-01-01T00:00:01.1Z ##[group]Run make", { time: "2026-01-01T00:00:01.1Z", kind: "group", text: "Run make" }],
    [
      "##[error]Process completed with exit code 1.",
      { kind: "error", text: "Error: Process completed with exit code 1." },
    ],
    ["##[error]Error: no such file", { kind: "error", text: "Error: no such file" }],
    ["::error file=a.ts,line=1::Missing semicolon", { kind: "error", text: "Error: Missing semicolon" }],
    ["::group::Install", { kind: "group", text: "Install" }],
    ["::notagroup::x", { kind: null, text: "::notagroup::x" }],
    ["##[command]/usr/bin/git version", { kind: "command", text: "/usr/bin/git version" }],
    ["10%\r50%\r100%\r", { kind: null, text: "100%" }],
    ["2026-01-01 00:00:01 not the runner's", { time: null, text: "2026-01-01 00:00:01 not the runner's" }],
    ["", { time: null, kind: null, text: "" }],
  ])("%j", (raw, expected) => {
    expect(readLine(raw)).toMatchObject(expected);
  });

  test("looks move with a marker that is said in words", () => {
    const { text, spans } = readLine("##[warning]\x1b[33mold\x1b[0m");
    expect(text).toBe("Warning: old");
    expect(text.slice(spans[0]?.from, spans[0]?.to)).toBe("old");
  });

  test.each([
    ["abc", 3],
    ["a\tb", 9],
    ["日本", 4],
    ["e\u0301", 1],
    ["🚀", 2],
    ["ä", 1],
  ])("%j takes %d columns", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  test("its pieces put together are the line, whatever looks and hits overlap", () => {
    const cut = fc.tuple(fc.nat(30), fc.nat(10)).map(([from, length]) => ({ from, to: from + length + 1 }));
    const apart = (spans: { from: number; to: number }[]) =>
      spans.sort((a, b) => a.from - b.from).filter((span, index, all) => (all[index - 1]?.to ?? 0) <= span.from);
    const look = { names: ["bold"], color: null, background: null };
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(cut), fc.array(cut), (text, looks, hits) => {
        const pieces = piecesOf(
          text,
          apart(looks).map((span) => ({ ...span, look })),
          apart(hits),
        );
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });

  test("of a very long line the beginning is shown, and the rest is counted", () => {
    const { pieces, more } = shownLine("x".repeat(12_000), null);
    expect(pieces[0]?.text).toHaveLength(5_000);
    expect(more).toBe(7_000);
  });
});

describe("the store", () => {
  test("holds what came, however it was cut", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 30 }), fc.integer({ min: 1, max: 50 }), (parts, chunk) => {
        const lines = parts.map((part) => part.toWellFormed().replaceAll(/[\r\n]/g, " "));
        const text = lines.map((line) => `${line}\n`).join("");
        expect(linesOf(storeOf(text, chunk))).toEqual(lines);
      }),
    );
  });

  test.each([
    ["a\nb", ["a", "b"]],
    ["a\r\nb\r\n", ["a", "b"]],
    ["\n\n", ["", ""]],
    ["", []],
  ])("%j", (text, lines) => {
    expect(linesOf(storeOf(text))).toEqual(lines);
  });

  test("invalid UTF-8 is shown as such", () => {
    const store = new LineStore();
    store.append(new Uint8Array([104, 105, 255, 10]));
    expect(store.raw(0)).toBe("hi\ufffd");
  });

  test("finds the groups that have an end", () => {
    const time = "2026-01-01T00:00:01.1234567Z ";
    const store = storeOf(
      [
        "\ufeff" + time + "##[group]Run a",
        "x",
        time + "##[endgroup]",
        "y",
        "::group::b",
        "::endgroup::",
        "##[group]open",
        "z",
      ].join("\n"),
    );
    expect(store.groups).toEqual([
      { first: 1, last: 2 },
      { first: 5, last: 5 },
    ]);
  });
});

test("clean text is each line as it is read, and as wide", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "2026-01-01T00:00:01.1234567Z plain",
      "##[error]bad",
      "\x1b[31mred\x1b[0m",
      "a\tb",
      "日本",
      "10%\r20%",
      "::group::g",
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (parts) => {
      const lines = parts.map((part) => part.toWellFormed().replaceAll(/[\n]/g, " "));
      const store = storeOf(lines.join("\n") + "\n");
      const clean = new CleanText(store);
      while (!clean.is_complete) clean.advance();
      const expected = lines.map((raw) => readLine(raw.replace(/\r$/, "")).text);
      expect(clean.text(0)).toBe(expected.map((text) => `${text}\n`).join(""));
      expect([...clean.columns]).toEqual(expected.map(columnsOf));
    }),
  );
});

describe("rows", () => {
  /** Line by line, as plainly as can be. */
  function plainly(lines: number, groups: { first: number; last: number }[], closed: boolean[]): number[] {
    const hidden = (line: number) =>
      groups.some(({ first, last }, index) => closed[index] && line >= first && line <= last);
    return Array.from({ length: lines }, (_, line) => line).filter((line) => !hidden(line));
  }
  const layout = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 }), fc.boolean()), { maxLength: 12 })
    .map((gaps) => {
      let at = 0;
      const groups = gaps.map(([gap, length]) => {
        const first = at + gap;
        at = first + length;
        return { first, last: at - 1 };
      });
      return { groups, closed: gaps.map(([, , is]) => is), lines: at + 5 };
    });

  test("are the lines that no fold hides", () => {
    fc.assert(
      fc.property(layout, ({ groups, closed, lines }) => {
        const rows = new Rows({ lines, groups, is_closed: (group) => closed[group] === true, wrap: null });
        const expected = plainly(lines, groups, closed);
        expect(rows.count).toBe(expected.length);
        expect(expected.map((_, row) => rows.lineAt(row))).toEqual(expected);
        const rowOf = (line: number): number => {
          const at = expected.indexOf(line);
          if (at >= 0) return at;
          return expected.indexOf((groups.find(({ first, last }) => line >= first && line <= last)?.first ?? 0) - 1);
        };
        const all = Array.from({ length: lines }, (_, line) => line);
        expect(all.map((line) => rows.rowOf(line))).toEqual(all.map(rowOf));
      }),
    );
  });

  test("are as high as their lines are long when they wrap", () => {
    fc.assert(
      fc.property(layout, fc.integer({ min: 1, max: 20 }), ({ groups, closed, lines }, width) => {
        const columns = Uint32Array.from({ length: lines }, (_, line) => (line * 37) % 61);
        const rows = new Rows({
          lines,
          groups,
          is_closed: (group) => closed[group] === true,
          wrap: { columns, width, most: 50 },
        });
        let top = 0;
        const seen: number[][] = [];
        const expected: number[][] = [];
        for (const [row, line] of plainly(lines, groups, closed).entries()) {
          const height = Math.max(1, Math.ceil(Math.min(50, columns[line] ?? 0) / width));
          expected.push([top, row, row]);
          seen.push([rows.top(row), rows.rowAt(top), rows.rowAt(top + height - 0.5)]);
          top += height;
        }
        expect(seen).toEqual(expected);
        expect(rows.units).toBe(top);
      }),
    );
  });

  test("lastAtMost finds the last value that is not greater", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (values, wanted) => {
        const ascending = values.sort((a, b) => a - b);
        expect(lastAtMost(ascending, wanted)).toBe(ascending.findLastIndex((value) => value <= wanted));
      }),
    );
  });
});

describe("scrolling", () => {
  const extent = { total: 20_000_000, view: 800 };
  const end = extent.total - extent.view;

  test("a log that fits is scrolled as any page is", () => {
    expect(scrolled({ bar: 0, position: 0 }, 500, { total: 10_000, view: 800 })).toEqual({ bar: 500, position: 500 });
  });

  test("a short move goes pixel by pixel, a jump in proportion, and both ends can be reached", () => {
    const half = atRest(10_000_000, extent);
    expect(scrolled(half, half.bar + 120, extent).position).toBe(10_000_120);
    expect(scrolled(half, 0, extent).position).toBe(0);
    expect(scrolled(half, barHeight(extent) - extent.view, extent).position).toBe(end);
    expect(barHeight(extent)).toBe(pane_px_max);
  });

  test("the bar has room wherever the reader goes step by step", () => {
    let state = atRest(end - 100_000, extent);
    for (let step = 0; step < 2_000 && state.position < end; step++) {
      state = scrolled(state, Math.min(state.bar + 100, barHeight(extent) - extent.view), extent);
    }
    expect(state.position).toBe(end);
  });
});

test("what a search marks in a line is what it counts", () => {
  const question = fc.record({
    text: fc.constantFrom("a", "ab", "A", "aa", ".", "b|a", "[ab]+"),
    is_regex: fc.boolean(),
    match_case: fc.boolean(),
  });
  const line = fc.string({ unit: fc.constantFrom("a", "b", "A", " ", ".", "İ"), maxLength: 12 });
  fc.assert(
    fc.property(question, fc.array(line, { maxLength: 12 }), (asked, lines) => {
      const matcher = matcherOf(asked);
      const counted = new Map<number, number>();
      matcher?.count(lines.map((text) => `${text}\n`).join(""), (at, hits) => counted.set(at, hits));
      const marked = lines.flatMap((text, at) => {
        const hits = matcher?.hits(text).length ?? 0;
        return hits > 0 ? [[at, hits] as const] : [];
      });
      expect([...counted]).toEqual(marked);
    }),
  );
});
