/** Errors as the outside sees them: a status and one sentence, never the engine's own words. */
import { ClickHouseError } from "@clickhouse/client";
import { ZodError } from "zod";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const retry = { "Retry-After": "5" };

/** A needed engine is away: nothing was half-stored, and the sender may try again. */
export function unavailable(engine: string, cause: unknown): ApiError {
  return new ApiError(503, `The ${engine} cannot be reached right now; please try again`, retry, { cause });
}

export function misconfigured(): ApiError {
  return new ApiError(500, "Server misconfigured");
}

export function resultTooLarge(cause?: unknown): ApiError {
  return new ApiError(400, "The result is too large: ask for less", {}, { cause });
}

/** ClickHouse's codes that blame the asker's parameters or the size of what was asked for. */
const bad_parameter = new Set(["457", "456", "6", "27", "38", "41", "53", "70", "72", "131", "321", "69"]);
const too_large = new Set(["396", "307", "158"]);
const timed_out = new Set(["159", "160"]);

/** What any error is to the outside. What is not listed here is our own fault, and says no more than that. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ZodError) return new ApiError(400, describeIssues(error), {}, { cause: error });
  if (error instanceof ClickHouseError) {
    if (too_large.has(error.code)) return resultTooLarge(error);
    if (timed_out.has(error.code))
      return new ApiError(503, "The query took too long; ask for less, or again later", retry, { cause: error });
    if (bad_parameter.has(error.code)) return new ApiError(400, "A parameter has a bad value", {}, { cause: error });
    return new ApiError(500, "Internal error", {}, { cause: error });
  }
  if (isConnectionError(error)) return unavailable("database", error);
  return new ApiError(500, "Internal error", {}, { cause: error });
}

const connection_codes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isConnectionError)) return true;
  if ("code" in error && typeof error.code === "string" && connection_codes.has(error.code)) return true;
  return /^(TimeoutError|NetworkingError)$/.test(error.name) || /^(Timeout error|socket hang up)/i.test(error.message);
}

/** The first thing that is wrong, with the name of the field: "workflow_job.id: …". */
export function describeIssues(error: ZodError): string {
  const [issue] = error.issues;
  if (!issue) return "Not the promised shape";
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") return `Unknown: ${issue.keys.join(", ")}`;
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
