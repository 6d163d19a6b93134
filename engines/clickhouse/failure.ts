/** What went wrong, in ClickHouse's own terms: a code, a type and the HTTP status its server would answer. */

/** The codes that the sidecar itself raises, by their names in ClickHouse. */
const own_codes = {
  UNKNOWN_SETTING: 115,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  BAD_REQUEST_PARAMETER: 36,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  TOO_LARGE_STRING_SIZE: 131,
  CANNOT_DECOMPRESS: 271,
  UNKNOWN_QUERY_PARAMETER: 456,
  QUERY_WAS_CANCELLED: 394,
  ACCESS_DENIED: 497,
  ABORTED: 236,
  UNKNOWN_EXCEPTION: 1002,
} as const;

export type OwnFailure = keyof typeof own_codes;

/** As ClickHouse's HTTP handler maps its codes; every other failure is a 500. */
const http_statuses: Readonly<Record<number, number>> = {
  27: 400,
  36: 400,
  38: 400,
  41: 400,
  46: 404,
  47: 404,
  50: 404,
  53: 400,
  56: 404,
  60: 404,
  62: 400,
  72: 400,
  73: 404,
  81: 404,
  115: 404,
  117: 400,
  131: 413,
  159: 408,
  164: 403,
  202: 503,
  236: 503,
  271: 400,
  456: 400,
  457: 400,
  497: 403,
};

/** A failure that a client will see as ClickHouse's: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
export class DatabaseFailure extends Error {
  readonly code: number;
  readonly type: string;

  constructor(code: number, type: string, explanation: string) {
    super(explanation);
    this.name = "DatabaseFailure";
    this.code = code;
    this.type = type;
  }

  get http_status(): number {
    return http_statuses[this.code] ?? 500;
  }

  /** The response body: the shape from which `@clickhouse/client` reads code, message and type. */
  toBody(): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.type})\n`;
  }
}

export function failure(type: OwnFailure, explanation: string): DatabaseFailure {
  return new DatabaseFailure(own_codes[type], type, explanation);
}

export function tooLarge(max_bytes: number): DatabaseFailure {
  return failure("TOO_LARGE_STRING_SIZE", `The request's body exceeds ${max_bytes} bytes.`);
}

/** Anything that was thrown while a request was answered. */
export function toFailure(error: unknown): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(Z_|ERR_.*BROTLI)/.test(code)) return failure("CANNOT_DECOMPRESS", `The body is not what it says: ${message}`);
  return failure("UNKNOWN_EXCEPTION", message);
}

const engine_message = /^(?:Code: \d+\. DB::Exception: )*Code: (\d+)\. DB::Exception: (.*)$/s;
const type_suffix = /\s*\(([A-Z][A-Z0-9_]{2,})\)(?:\s*\(version [^)]*\))?\.?\s*$/;

/** Reads what the engine threw. `file` is the sidecar's own temporary file, which is nobody's business. */
export function failureFromEngine(error: unknown, file: string | undefined): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const found = engine_message.exec(message);
  if (found === null) return failure("UNKNOWN_EXCEPTION", message.trim());
  let explanation = found[2] ?? "";
  const type = type_suffix.exec(explanation)?.[1] ?? "UNKNOWN_EXCEPTION";
  // An exception that was rethrown carries its suffix twice.
  while (type_suffix.test(explanation)) explanation = explanation.replace(type_suffix, "");
  if (file !== undefined) {
    explanation = explanation
      .replace(/: data for INSERT was parsed from file\.?$/, "")
      .replaceAll(`(in file/uri ${file})`, "(in the request's body)")
      .replaceAll(file, "the request's body");
  }
  return new DatabaseFailure(Number(found[1]), type, explanation.trim());
}
