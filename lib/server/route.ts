/** What every API route shares: methods, request ids, logs, and the one place where errors become answers. */
import { ApiError, toApiError } from "lib/server/api_error";
import { answerEarly } from "lib/server/body";
import { answeredUnchanged } from "lib/server/conditional";
import { type Services, services } from "lib/server/services";
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { createHash, randomUUID } from "node:crypto";

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The JSON to answer with; undefined when the handler has answered by itself. */
export type Handler = (request: NextApiRequest, response: NextApiResponse, services: Services) => Promise<unknown>;

/**
 * @param name the route's path as documented, for logs and metrics: "/api/repos".
 */
export function route(name: string, handlers: Partial<Record<Method, Handler>>): NextApiHandler {
  const allowed = Object.keys(handlers).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return async (request, response) => {
    const began = performance.now();
    const id = requestId(request);
    response.setHeader("X-Request-Id", id);
    response.setHeader("Cache-Control", "private, no-cache");
    let known: Services | undefined;
    try {
      const method = request.method === "HEAD" ? "GET" : request.method;
      const handle = Object.entries(handlers).find(([key]) => key === method)?.[1];
      if (!handle) throw new ApiError(405, `${request.method} is not allowed here`, { Allow: allowed.join(", ") });
      known = services();
      const answer = await handle(request, response, known);
      if (answer !== undefined) sendJson(request, response, answer);
    } catch (error) {
      fail(error, request, response, { id, name, known });
    } finally {
      known?.metrics.request_seconds.observe(
        { route: name, status: response.statusCode },
        (performance.now() - began) / 1000,
      );
    }
  };
}

/** As Next.js would, whose own way to name a large answer's version takes as long as a query. */
function sendJson(request: NextApiRequest, response: NextApiResponse, answer: unknown): void {
  const body = Buffer.from(JSON.stringify(answer));
  const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  if (answeredUnchanged(request, response, etag)) return;
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Content-Length", body.length);
  response.status(200).end(body);
}

function fail(
  error: unknown,
  request: NextApiRequest,
  response: NextApiResponse,
  { id, name, known }: { id: string; name: string; known: Services | undefined },
): void {
  const { status, message, headers, cause } = toApiError(error);
  if (status >= 500) {
    known?.log.error({ request: id, route: name, method: request.method, status, err: cause ?? error }, message);
  }
  if (response.headersSent) {
    response.destroy(); // Half an answer must not look whole.
    return;
  }
  for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
  response.status(status);
  if (request.complete) response.json({ error: message });
  else answerEarly(request, response, JSON.stringify({ error: message }));
}

function requestId(request: NextApiRequest): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

/** A path or query parameter. @throws ApiError 400 when it is missing or given twice. */
export function queryText(request: NextApiRequest, name: string): string {
  const value = request.query[name];
  if (typeof value !== "string" || value === "") throw new ApiError(400, `${name}: must be given once`);
  return value;
}

export function optionalQueryText(request: NextApiRequest, name: string): string | undefined {
  return request.query[name] === undefined ? undefined : queryText(request, name);
}
