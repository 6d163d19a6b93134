/** What the API's description is made of: the shapes that OpenAPI 3.1 wants, short to write. */

export type Json = Record<string, unknown>;

const error_schema = {
  type: "object",
  required: ["error"],
  properties: { error: { type: "string", description: "One sentence." } },
};

const statuses: Record<string, string> = {
  "400": "The request is not of the promised shape; the sentence names the field.",
  "401": "No or wrong credentials; nothing was read or stored.",
  "404": "The HUD does not know what was asked for.",
  "405": "Wrong method; the Allow header names the right ones.",
  "409": "It is there already, or several are meant.",
  "413": "The body is too large.",
  "416": "What is asked for lies beyond the end.",
  "500": "Our own fault, or a secret that is not configured.",
  "503": "A needed engine is away; the Retry-After header says when to try again. Nothing was half-stored.",
};

export function responses(ok: Json, errors: string[]): Json {
  const failed = Object.fromEntries(
    [...errors, "405", "500"].map((status) => [
      status,
      { description: statuses[status], content: { "application/json": { schema: error_schema } } },
    ]),
  );
  return { "200": ok, ...failed };
}

export const json = (description: string, schema: Json): Json => ({
  description,
  content: { "application/json": { schema } },
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
export const object_of = (properties: Json): Json => ({ type: "object", properties });

export function get(
  tag: string,
  summary: string,
  parameters: Json[],
  ok: Json,
  errors: string[],
  description?: string,
): Json {
  return {
    get: { tags: [tag], summary, ...(description && { description }), parameters, responses: responses(ok, errors) },
  };
}
