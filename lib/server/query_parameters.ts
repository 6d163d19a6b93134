/** The `parameters` of /api/clickhouse: a JSON object in the URL. */
import { ApiError } from "lib/server/api_error";

/** @throws ApiError 400 */
export function parameterObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, "parameters: not JSON");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ApiError(400, "parameters: must be a JSON object");
  }
  return { ...value };
}
