/** Whose fault a failed insert is. */
import { ClickHouseError } from "@clickhouse/client";
import { faultOf } from "lib/warehouse/insert_rows";

const clickhouse = (code: string, type: string | undefined, message = "something"): ClickHouseError =>
  new ClickHouseError({ code, message, ...(type !== undefined && { type }) });

test.each([
  ["no connection", Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), "engine"],
  ["a time-out", new Error("Timeout error."), "engine"],
  ["a proxy's page", new Error("<html>502 Bad Gateway</html>"), "engine"],
  ["too many parts", clickhouse("252", "TOO_MANY_PARTS"), "engine"],
  ["out of memory", clickhouse("241", "MEMORY_LIMIT_EXCEEDED"), "engine"],
  ["a table that is still to be made", clickhouse("60", "UNKNOWN_TABLE"), "engine"],
  ["a column that is still to be made", clickhouse("117", "INCORRECT_DATA", "Unknown field found: x"), "engine"],
  ["a value that cannot be parsed", clickhouse("27", "CANNOT_PARSE_INPUT_ASSERTION_FAILED"), "data"],
  ["bad data", clickhouse("117", "INCORRECT_DATA", "Cannot parse JSON"), "data"],
  ["an error of a version to come", clickhouse("9999", "A_NEW_ERROR"), "unclear"],
] as const)("%s", (_name, error, fault) => {
  expect(faultOf(error)).toBe(fault);
});
