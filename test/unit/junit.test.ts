/** Test reports as the usual tools write them, and as nobody should: what each comes to. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ReportRefused, ReportTooLarge, xml_limits } from "lib/intake/junit/bounded_xml";
import { type ReportedCase, secondsOf } from "lib/intake/junit/index";
import { type ReadReport, readReport } from "lib/intake/junit/read_report";
import fc from "fast-check";

interface Told extends ReadReport {
  list: ReportedCase[];
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

/** With amendments put in, as the warehouse has them. */
async function read(report: string | Uint8Array, chunk_size = 64 * 1024): Promise<Told> {
  const list: ReportedCase[] = [];
  const bytes = typeof report === "string" ? Buffer.from(report) : report;
  const told = await readReport(inChunks(bytes, chunk_size), {
    onCase: (each, number) => (list[number] = each),
    settle: () => Promise.resolve(),
    spend: () => undefined,
  });
  for (const [number, { status, tries, more_seconds, message, text }] of told.amendments) {
    const each = list[number];
    if (!each) throw new Error(`Case ${number} is amended, and does not exist`);
    Object.assign(each, { status, tries, duration_seconds: each.duration_seconds + more_seconds });
    if (message !== null) each.message = message;
    if (text !== null) each.text = text;
  }
  return { ...told, list };
}

const fixture = (tool: string): Buffer => readFileSync(`test/fixtures/junit/${tool}.xml`);
const brief = ({ list }: Told): unknown[] =>
  list.map(({ classname, name, status, tries, message }) => [
    `${classname} ${name}`,
    tries === 1 ? status : `${status} × ${tries}`,
    message.split("\n")[0],
  ]);

describe("reports of", () => {
  const expected: Record<string, unknown[]> = {
    pytest: [
      ["tests.test_store.TestStore test_put", "success", ""],
      ["tests.test_store.TestStore test_get[missing-None]", "failure", "AssertionError: assert 'x' is None"],
      ["tests.test_store test_needs_cuda", "skipped", "needs CUDA"],
      ["tests.test_store test_known_bug", "skipped", "issue 17"],
      ["tests.test_net test_fetch", "flaky × 2", "ConnectionResetError: peer"],
      ["tests.test_net test_close", "error × 2", 'failed on teardown with "OSError: [Errno 24] Too many open files"'],
    ],
    "jest-junit": [
      ["grid cells merge runs grid cells merge runs", "success", ""],
      ["grid cells keep order grid cells keep order", "failure", "Error: expect(received).toEqual(expected)"],
      ["grid cells later grid cells later", "skipped", ""],
      ["grid cells 名前 & <tags> grid cells 名前 & <tags>", "success", ""],
    ],
    surefire: [
      ["org.acme.StoreTest puts", "success", ""],
      ["org.acme.StoreTest gets{String}[1]", "failure × 2", "expected: <1> but was: <2>"],
      ["org.acme.StoreTest closes", "error", "disk full"],
      ["org.acme.StoreTest waits", "flaky × 2", "timed out after 2 s"],
      ["org.acme.StoreTest connects", "flaky × 2", "Connection refused"],
      ["org.acme.StoreTest later", "skipped", "not on CI"],
    ],
    gotestsum: [
      ["example.com/store/cache TestEvict", "failure", "cache_test.go:27: evicted 3 entries, want 2"],
      ["example.com/store/cache TestRace/parallel_8", "flaky × 2", "cache_test.go:61: lost update"],
      ["example.com/store/cache TestSlow", "skipped", "=== RUN   TestSlow"],
      ["example.com/store/cache TestGet", "success", ""],
    ],
    "cargo-nextest": [
      ["store::cache evict::keeps_newest", "success", ""],
      [
        "store::cache evict::drops_oldest",
        "failure × 2",
        "thread 'evict::drops_oldest' panicked at store/src/cache.rs:88:9",
      ],
      ["store::cache net::reconnects", "flaky × 3", "connection reset"],
      ["store::cache net::aborts", "error", "test abort"],
    ],
    gtest: [
      ["CacheTest Evicts", "failure", "test/cache_test.cc:15"],
      ["CacheTest DISABLED_Slow", "skipped", ""],
      ["CacheTest NeedsGpu", "skipped", "test/cache_test.cc:26"],
      ["Sizes/CacheTest Gets/0", "success", ""],
      ["Sizes/CacheTest Gets/1", "success", ""],
    ],
    bazel: [[" store/cache/smoke_test", "error", "exited with error code 1"]],
    playwright: [
      ["grid.spec.ts [chromium] grid › has a title", "success", ""],
      ["grid.spec.ts [chromium] grid › prints", "skipped", ""],
      ["grid.spec.ts [firefox] grid › has a title", "failure", "grid.spec.ts:5:5 has a title"],
      ["grid.spec.ts [firefox] grid › prints", "success", ""],
    ],
    "xunit-v2": [
      ["test-class-cleanup Store.Tests.CacheTests", "error", "System.IO.IOException : handle is still open"],
      ["Store.Tests.CacheTests Evicts(size: 8)", "success", ""],
      ["Store.Tests.CacheTests Evicts(size: 16)", "failure", "Assert.Equal() Failure"],
      ["Store.Tests.CacheTests Later", "skipped", "waits for issue 17"],
    ],
    "xunit-junit-logger": [
      ["Store.Tests.CacheTests Evicts(size: 8)", "success", ""],
      ["Store.Tests.CacheTests Evicts(size: 16)", "failure", "Assert.Equal() Failure"],
      ["Store.Tests.CacheTests Later", "skipped", ""],
    ],
  };

  test.each(Object.entries(expected))("%s", async (tool, cases) => {
    const told = await read(fixture(tool));
    expect(brief(told)).toEqual(cases);
    expect(told.cases).toBe(cases.length);
    const counted = Object.values(told.by_status).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(cases.length);
    for (const [status, count] of Object.entries(told.by_status)) {
      expect([status, count]).toEqual([status, told.list.filter((each) => each.status === status).length]);
    }
  });

  test.each(Object.keys(expected))("%s, in chunks of any size, and packed", async (tool) => {
    const whole = await read(fixture(tool));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), async (size) => {
        expect((await read(fixture(tool), size)).list).toEqual(whole.list);
      }),
      { numRuns: 5 },
    );
    expect(await read(gzipSync(fixture(tool)), 100)).toEqual(whole);
  });
});

describe("a case", () => {
  const one = async (inside: string, attributes = 'classname="C" name="n"'): Promise<ReportedCase | undefined> =>
    (await read(`<testsuite name="s"><testcase ${attributes}>${inside}</testcase></testsuite>`)).list[0];

  test("keeps the beginning and the end of a long text, and a bounded message", async () => {
    const text = `first${"x".repeat(50_000)}last`;
    const told = await one(`<failure message="${"m".repeat(9_000)}">${text}</failure>`);
    expect(told?.message).toHaveLength(2_000);
    expect(told?.text).toMatch(/^firstx+\n… \d+ characters left out …\nx+last$/);
    expect(told?.text.length).toBeLessThan(8_100);
  });

  test("is called by one line; long names that begin alike stay apart", async () => {
    expect((await one("", 'classname=" a&#10;b " name="x&#9;y"'))?.classname).toBe("a b");
    const [a, b] = await Promise.all(["a", "b"].map((end) => one("", `name="${"n".repeat(3_000)}${end}"`)));
    expect(a?.name.length).toBeLessThanOrEqual(1_000);
    expect(a?.name).not.toBe(b?.name);
  });

  test("without a name has its class's, or says so", async () => {
    expect((await one("", 'classname="C"'))?.name).toBe("C");
    expect((await one("", ""))?.name).toBe("(no name)");
  });

  test("names its file with forward slashes, or its suite's", async () => {
    expect((await one("", String.raw`name="n" file=".\test\a.py"`))?.file).toBe("test/a.py");
    const told = await read('<testsuites><testsuite file="b.spec.js"><testcase name="n"/></testsuite></testsuites>');
    expect(told.list[0]?.file).toBe("b.spec.js");
  });

  test("told of twice: what disagrees is flaky, what agrees is not", async () => {
    const told = async (...cases: string[]): Promise<string[]> => {
      const xml = cases.map((inside) => `<testcase name="n" time="1">${inside}</testcase>`).join("");
      const { list } = await read(`<testsuite>${xml}</testsuite>`);
      return list.map(({ status, tries, message }) => `${status} ${tries} ${message}`.trim());
    };
    const failed = '<failure message="no">x</failure>';
    expect(await told("", failed)).toEqual(["flaky 2 no"]);
    expect(await told(failed, failed, "")).toEqual(["flaky 3 no"]);
    expect(await told(failed, '<error message="worse"/>')).toEqual(["failure 2 no"]);
    expect(await told("", "")).toEqual(["success 2"]);
    expect(await told("<skipped/>", "")).toEqual(["success 2"]);
  });

  test("of another suite of the same report is another case", async () => {
    const suite = (name: string, inside: string): string =>
      `<testsuite name="${name}"><testcase name="n">${inside}</testcase></testsuite>`;
    const { by_status } = await read(`<testsuites>${suite("a", "")}${suite("b", "<failure/>")}</testsuites>`);
    expect(by_status).toMatchObject({ success: 1, failure: 1, flaky: 0 });
  });
});

test.each([
  ["0.5", 0.5],
  ["1,234.567", 1234.567],
  ["12,345", 12345],
  ["0,007", 0.007],
  ["0.", 0],
  ["1e-3", 0.001],
  ["-4", 0],
  ["NaN", 0],
  ["Infinity", 0],
  ["soon", 0],
  [undefined, 0],
])("%s is %d seconds", (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

describe("a report is refused", () => {
  const laughs = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
  const hostile: [string, string | Buffer, RegExp][] = [
    [
      "a billion laughs",
      `<!DOCTYPE testsuite [<!ENTITY l0 "ha">${laughs.join("")}]><testsuite><testcase name="&l9;"/></testsuite>`,
      /DOCTYPE/,
    ],
    [
      "an external entity",
      '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>',
      /DOCTYPE/,
    ],
    ["an external document type", '<!DOCTYPE t SYSTEM "http://example.com/t.dtd"><testsuite/>', /DOCTYPE/],
    ["an entity that nothing declares", "<testsuite><testcase name='&secret;'/></testsuite>", /well-formed/],
    ["invalid UTF-8", Buffer.from([...Buffer.from("<testsuite name='"), 0xff, 0xfe, 0x27, 0x3e]), /UTF-8/],
    ["half a character at its end", Buffer.concat([Buffer.from("<testsuite/>"), Buffer.from([0xe2, 0x82])]), /UTF-8/],
    ["UTF-16", Buffer.from("\ufeff<testsuite/>", "utf16le"), /UTF-8/],
    ["another encoding", '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite/>', /UTF-8/],
    ["100,000 elements in each other", "<testsuite>".repeat(100_000), /nested/],
    [
      "too many attributes",
      `<testsuite ${Array.from({ length: 200 }, (_, n) => `a${n}=""`).join(" ")}/>`,
      /attributes/,
    ],
    ["a number that is no character", "<testsuite><testcase name='&#0;'/></testsuite>", /well-formed/],
    ["no end", "<testsuite><testcase name='a'/>", /well-formed/],
    ["nothing", "", /well-formed/],
    ["a page", "<html><body>Not found</body></html>", /begins with <html>/],
    ["JSON", '{"tests":[]}', /well-formed/],
    ["two roots", "<testsuite/><testsuite/>", /well-formed/],
    ["damaged gzip", gzipSync("<testsuite/>").subarray(0, 20), /gzip/],
  ];
  test.each(hostile)("%s", async (_what, report, sentence) => {
    const refusal = await read(report).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ReportRefused);
    expect(String(refusal)).toMatch(sentence);
  });

  test("an attribute without an end", async () => {
    const endless = Buffer.alloc(xml_limits.token_characters + 1_000_000, "x");
    await expect(read(Buffer.concat([Buffer.from('<testsuite name="'), endless]))).rejects.toThrow(ReportTooLarge);
  });

  test("any bytes at all end in cases or in a refusal", async () => {
    const pieces = fc.constantFrom(
      "<testsuite>",
      "<testcase name='a'>",
      "</testcase>",
      "<failure>",
      "]]>",
      "&amp;",
      "<![CDATA[",
      "é",
      "</testsuite>",
      "<!--",
      "\u0000",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const outcome = await read(parts.join(""), size).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ReportRefused);
      }),
      { numRuns: 300 },
    );
  });
});
