/** What the API's description is made of: the shapes that OpenAPI 3.1 wants, short to write. */

export type Json = Record<string, unknown>;

const error_schema = {
  type: "object",
  required: ["error"],
  properties: { error: { type: "string", description: "One sentence." } },
};

const statuses: Record<string, string> = {
  "304": "Nothing has changed since the answer whose ETag If-None-Match names.",
  "400": "The request is not of the promised shape; the sentence names the field.",
  "401": "No or wrong credentials; nothing was read or stored.",
  "404": "The HUD does not know what was asked for.",
  "405": "Wrong method; the Allow header names the right ones.",
  "409": "It is there already, there are too many, or several are meant.",
  "410": "It was there, and has expired.",
  "413": "The body is too large.",
  "415": "The body's Content-Encoding is none that is taken: gzip or identity.",
  "416": "What is asked for lies beyond the end.",
  "500": "Our own fault, or a secret that is not configured.",
  "503": "A needed engine is away; the Retry-After header says when to try again. Nothing was half-stored.",
};

/** What is answered in the place of what was asked for. */
export function otherwise(named: string[]): Json {
  return Object.fromEntries(
    [...named, "405", "500"].map((status) => [
      status,
      {
        description: statuses[status],
        ...(status >= "400" && { content: { "application/json": { schema: error_schema } } }),
      },
    ]),
  );
}

export const responses = (ok: Json, named: string[]): Json => ({ "200": ok, ...otherwise(named) });

export const json = (description: string, schema: Json): Json => ({
  description,
  content: { "application/json": { schema } },
});
/** As ?format= says. */
export const json_or_csv = (description: string, schema: Json): Json => ({
  description,
  content: { "application/json": { schema }, "text/csv": { schema: { type: "string" } } },
});
export const text = (description: string, type: string): Json => ({
  description,
  content: { [type]: { schema: { type: "string" } } },
});

export function parameter(
  name: string,
  where: "path" | "query" | "header",
  description: string,
  schema: Json = { type: "string" },
): Json {
  return { name, in: where, description, required: where === "path", schema };
}

export const owner = parameter("owner", "path", "The repository's owner: a person or an organisation.");
export const repo = parameter("repo", "path", "The repository's name, without its owner.");

export const list_of = (items: Json): Json => ({ type: "array", items });
/** @param optional what may be left out; all else is always there. */
export const object_of = (properties: Json, optional: Json = {}): Json => ({
  type: "object",
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});

export function get(
  tag: string,
  summary: string,
  parameters: Json[],
  ok: Json,
  named: string[],
  { description, also = {} }: { description?: string; also?: Json } = {},
): Json {
  return {
    get: {
      ...{ tags: [tag], summary, ...(description && { description }), parameters },
      responses: { ...responses(ok, named), ...also },
    },
  };
}
