/** The one way to write ClickHouse: many rows of one table in one insert; and whose fault it is when that fails. */
import { type ClickHouseClient, ClickHouseError } from "@clickhouse/client";

/** Resolves when ClickHouse has stored the rows. @throws what `faultOf` understands. */
export async function insertRows(
  warehouse: ClickHouseClient,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  if (rows.length === 0) return;
  await warehouse.insert({
    table,
    values: rows,
    format: "JSONEachRow",
    clickhouse_settings: {
      date_time_input_format: "best_effort",
      // A field without a column and a null without a place are errors: neither may vanish silently.
      // (But for a number: ClickHouse reads null as 0 there, whatever it is told.)
      input_format_skip_unknown_fields: 0,
      input_format_null_as_default: 0,
      // An answer means that the rows are stored, not that they are queued.
      async_insert: 0,
    },
  });
}

/** Errors that speak of a value in the rows. Names: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const data_errors = new Set([
  "ARGUMENT_OUT_OF_BOUND",
  "BAD_TYPE_OF_FIELD",
  "CANNOT_CONVERT_TYPE",
  "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  "CANNOT_PARSE_BOOL",
  "CANNOT_PARSE_DATE",
  "CANNOT_PARSE_DATETIME",
  "CANNOT_PARSE_ESCAPE_SEQUENCE",
  "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  "CANNOT_PARSE_NUMBER",
  "CANNOT_PARSE_QUOTED_STRING",
  "CANNOT_PARSE_TEXT",
  "CANNOT_READ_ALL_DATA",
  "CANNOT_READ_ARRAY_FROM_TEXT",
  "DECIMAL_OVERFLOW",
  "INCORRECT_DATA",
  "TOO_LARGE_ARRAY_SIZE",
  "TOO_LARGE_STRING_SIZE",
  "TYPE_MISMATCH",
  "UNKNOWN_ELEMENT_OF_ENUM",
  "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
  "VIOLATED_CONSTRAINT",
]);

/** Errors that speak of the server: away, overloaded, full, locked, or not migrated yet. */
const engine_errors = new Set([
  "ABORTED",
  "ACCESS_DENIED",
  "AUTHENTICATION_FAILED",
  "CANNOT_ALLOCATE_MEMORY",
  "CANNOT_OPEN_FILE",
  "CANNOT_SCHEDULE_TASK",
  "CANNOT_WRITE_TO_FILE_DESCRIPTOR",
  "KEEPER_EXCEPTION",
  "MEMORY_LIMIT_EXCEEDED",
  "NETWORK_ERROR",
  "NO_FREE_CONNECTION",
  "NO_SUCH_COLUMN_IN_TABLE",
  "NOT_ENOUGH_SPACE",
  "NO_ZOOKEEPER",
  "QUERY_WAS_CANCELLED",
  "READONLY",
  "SERVER_OVERLOADED",
  "SOCKET_TIMEOUT",
  "TABLE_IS_BEING_RESTARTED",
  "TABLE_IS_DROPPED",
  "TABLE_IS_READ_ONLY",
  "TIMEOUT_EXCEEDED",
  "TOO_FEW_LIVE_REPLICAS",
  "TOO_MANY_PARTS",
  "TOO_MANY_SIMULTANEOUS_QUERIES",
  "TOO_SLOW",
  "UNKNOWN_DATABASE",
  "UNKNOWN_STATUS_OF_INSERT",
  "UNKNOWN_TABLE",
]);

/**
 * Whose fault a failed insert is. "engine": the same rows will go in later. "data": some row never will.
 * "unclear": an error that says neither; whether other rows go in tells.
 */
export function faultOf(error: unknown): "engine" | "data" | "unclear" {
  // No answer, or an answer that is not ClickHouse's own: a proxy's, or a server on its way up or down.
  if (!(error instanceof ClickHouseError) || error.type === undefined) return "engine";
  if (engine_errors.has(error.type)) return "engine";
  // A missing column is missing for every row: the tables have not been migrated to this version yet.
  if (error.type === "INCORRECT_DATA" && /unknown field/i.test(error.message)) return "engine";
  return data_errors.has(error.type) ? "data" : "unclear";
}
