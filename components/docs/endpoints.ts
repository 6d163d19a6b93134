/** Reads an OpenAPI 3.1 document into what the reference page shows: endpoints by group, shapes as text. */

export interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  format?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

type Content = Record<string, { schema?: Schema }>;

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
    content?: Content;
  }[];
  requestBody?: { description?: string; content?: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
}

export interface OpenApiDocument {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
}

export interface Endpoint {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: { name: string; place: string; required: boolean; description: string; type: string }[];
  /** By content type. */
  bodies: { type: string; shape: string }[];
  responses: { status: string; description: string; shape: string | null }[];
}

export interface Group {
  name: string;
  endpoints: Endpoint[];
}

/** Groups in the order in which the document first names them. */
export function groupEndpoints(document: OpenApiDocument): Group[] {
  const groups = new Map<string, Endpoint[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = operation.tags?.[0] ?? "Other";
      const group = groups.get(name) ?? [];
      groups.set(name, [...group, endpoint(path, method, operation)]);
    }
  }
  return [...groups].map(([name, endpoints]) => ({ name, endpoints }));
}

function endpoint(path: string, method: string, operation: Operation): Endpoint {
  return {
    id: `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "")}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? "",
    description: operation.description ?? "",
    parameters: (operation.parameters ?? []).map(({ name, in: place, required, description, schema, content }) => ({
      ...{ name, place, required: required === true, description: description ?? "" },
      type: limits(schema ?? Object.values(content ?? {})[0]?.schema ?? {}),
    })),
    bodies: Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => ({
      type,
      shape: shapeText(schema ?? {}),
    })),
    responses: Object.entries(operation.responses ?? {}).map(([status, { description, content }]) => {
      const schema = Object.values(content ?? {})[0]?.schema;
      return { status, description: description ?? "", shape: schema && status < "300" ? shapeText(schema) : null };
    }),
  };
}

/** A parameter's type with its bounds and default: "integer, 1–100, default 50". */
function limits(schema: Schema): string {
  const { minimum, maximum } = schema;
  const bounds =
    minimum !== undefined && maximum !== undefined
      ? `${minimum}–${maximum}`
      : minimum !== undefined
        ? `at least ${minimum}`
        : maximum !== undefined && `at most ${maximum}`;
  const fallback = schema.default !== undefined && `default ${JSON.stringify(schema.default)}`;
  return [shapeText(schema), bounds, fallback].filter(Boolean).join(", ");
}

const depth_max = 6;

/** A schema in the manner of TypeScript, which reads shorter than JSON Schema. */
export function shapeText(schema: Schema, indent = ""): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map((option) => shapeText(option, indent)).join(" | ");
  if (schema.items) {
    const item = shapeText(schema.items, indent);
    return item.includes(" | ") && !item.includes("\n") ? `(${item})[]` : `${item}[]`;
  }
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length > 0 && indent.length / 2 < depth_max) {
    const inner = `${indent}  `;
    const lines = fields.map(([name, field]) => {
      const note = field.description === undefined ? "" : `  // ${field.description}`;
      const optional = schema.required && !schema.required.includes(name) ? "?" : "";
      return `${inner}${name}${optional}: ${shapeText(field, inner)};${note}`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }
  return (Array.isArray(schema.type) ? schema.type : [schema.type ?? "any"]).join(" | ");
}
