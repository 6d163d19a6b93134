/** How the embedded ClickHouse reads requests, refuses web pages and words failures. */
import { DatabaseFailure, failure, failureFromEngine, toFailure } from "engines/clickhouse/failure";
import { refusalOf } from "engines/clickhouse/loopback";
import { parseQueryRequest } from "engines/clickhouse/request";

function read(search: string, headers: Record<string, string> = {}, method = "POST") {
  return parseQueryRequest(
    method,
    new URLSearchParams(search),
    (name) => headers[name],
    () => "new-id",
  );
}

describe("parseQueryRequest", () => {
  test("tells settings from everything else", () => {
    const found = read(
      "query=SELECT+1&query_id=q&database=d&default_format=CSV&param_x=%5CN&session_id=s&user=u&password=p" +
        "&role=r&wait_end_of_query=1&max_threads=2&output_format_json_quote_64bit_integers=0",
    );
    expect(found).toMatchObject({ query: "SELECT 1", query_id: "q", database: "d", default_format: "CSV" });
    expect([...found.params]).toEqual([["x", "\\N"]]);
    expect([...found.settings]).toEqual([
      ["max_threads", "2"],
      ["output_format_json_quote_64bit_integers", "0"],
    ]);
  });

  test("has the server's defaults, and its headers", () => {
    expect(read("")).toMatchObject({ query_id: "new-id", database: "default", default_format: "TabSeparated" });
    const headers = { "x-clickhouse-database": "d", "x-clickhouse-format": "JSON", "x-clickhouse-query-id": "h" };
    expect(read("", headers)).toMatchObject({ query_id: "h", database: "d", default_format: "JSON" });
  });

  test("compresses only when both sides agree", () => {
    const gzip = { "accept-encoding": "gzip, deflate" };
    expect(read("enable_http_compression=1", gzip).compresses_reply).toBe(true);
    expect(read("enable_http_compression=0", gzip).compresses_reply).toBe(false);
    expect(read("enable_http_compression=1", { "accept-encoding": "br" }).compresses_reply).toBe(false);
  });

  test("a GET is read-only", () => {
    expect(read("query=1", {}, "GET").settings.get("readonly")).toBe("2");
    expect(read("query=1").settings.has("readonly")).toBe(false);
  });

  test("a query id cannot carry a header of its own", () => {
    expect(read("query_id=a%0d%0aSet-Cookie:%20b").query_id).toBe("aSet-Cookie: b");
  });

  test.each([
    ["a%20=1", "UNKNOWN_SETTING"],
    ["param_a-b=1", "BAD_REQUEST_PARAMETER"],
    ["default_format=a%20b", "BAD_REQUEST_PARAMETER"],
    ["decompress=1", "NOT_IMPLEMENTED"],
  ])("%s is refused", (search, type) => {
    expect(() => read(search)).toThrow(expect.objectContaining({ type }));
  });
});

describe("refusalOf", () => {
  test.each(["127.0.0.1:8123", "localhost", "LOCALHOST:1", "[::1]:8123"])("%s is this machine", (host) => {
    expect(refusalOf({ host })).toBeUndefined();
  });

  test.each(["localhost.evil.example", "127.0.0.1.nip.io:80", "127.0.0.1@evil", "", "0.0.0.0:80"])(
    "%j is not",
    (host) => {
      expect(refusalOf({ host })).toContain("Host");
    },
  );

  test("a page's requests, but not an address typed by hand", () => {
    const host = "localhost:8123";
    expect(refusalOf({ host, origin: "http://localhost:3000" })).toContain("web pages");
    expect(refusalOf({ host, "sec-fetch-site": "same-site" })).toContain("web pages");
    expect(refusalOf({ host, "sec-fetch-site": "none" })).toBeUndefined();
  });
});

describe("failures", () => {
  test("the engine's are read", () => {
    const read_one = failureFromEngine(
      new Error("Code: 60. DB::Exception: Table default.x does not exist. Maybe (one)? (UNKNOWN_TABLE)"),
      undefined,
    );
    expect(read_one).toMatchObject({
      code: 60,
      type: "UNKNOWN_TABLE",
      http_status: 404,
      message: "Table default.x does not exist. Maybe (one)?",
    });
    expect(read_one.toBody()).toBe(
      "Code: 60. DB::Exception: Table default.x does not exist. Maybe (one)? (UNKNOWN_TABLE)\n",
    );
  });

  test("those that were rethrown lose their second suffix, and our file its name", () => {
    const message =
      "Code: 27. DB::Exception: Code: 27. DB::Exception: Cannot parse input: (at row 2)\n: (in file/uri /d/spool/1): " +
      "While executing File: data for INSERT was parsed from file. (CANNOT_PARSE) (version 26.7.2.1). (CANNOT_PARSE)";
    expect(failureFromEngine(new Error(message), "/d/spool/1")).toMatchObject({
      code: 27,
      type: "CANNOT_PARSE",
      message: "Cannot parse input: (at row 2)\n: (in the request's body): While executing File",
    });
  });

  test("anything else is an unknown exception, never a silence", () => {
    expect(failureFromEngine("odd", undefined)).toMatchObject({ code: 1002, message: "odd", http_status: 500 });
    expect(toFailure(new Error("disk full"))).toMatchObject({ type: "UNKNOWN_EXCEPTION", message: "disk full" });
    expect(toFailure(Object.assign(new Error("bad header"), { code: "Z_DATA_ERROR" }))).toMatchObject({
      http_status: 400,
    });
    const known = failure("ABORTED", "x");
    expect(toFailure(known)).toBe(known);
    expect(known).toBeInstanceOf(DatabaseFailure);
  });
});
