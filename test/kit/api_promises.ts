/** Holds the API's answers to its own description: paths, statuses, content types, and every field that JSON may have. */
import { openApi } from "lib/server/openapi";
import { z } from "zod";

type Schema = Record<string, unknown>;
const Schema = z.custom<Schema>((value) => typeof value === "object" && value !== null && !Array.isArray(value));

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) })).default([]),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string().min(1),
      content: z.record(z.string(), z.object({ schema: Schema })).default({}),
    }),
  ),
});
export type Operation = z.infer<typeof Operation>;

const Description = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export interface Told {
  status: number;
  /** Content-Type; empty where there is none. */
  type: string;
  text: string;
}

export class ApiPromises {
  /** By address as it is described, and method in small letters. */
  readonly paths = Description.parse(openApi("0.0.0")).paths;
  readonly #statuses = new Map<Operation, Set<string>>();
  readonly #types = new Map<Operation, Set<string>>();
  readonly #checks = new Map<Schema, z.ZodType>();
  /** By the `properties` of an object, which descriptions that are made of one another share. */
  readonly #seen = new Map<unknown, Set<string>>();

  /** What is wrong with an answer; empty where it is as promised. @param path without a query. */
  faults(method: string, path: string, { status, type, text }: Told): string[] {
    const operation = this.#operation(method, path);
    if (!operation) return ["is not described"];
    const promised = operation.responses[status];
    if (!promised) return [`${status} is not described`];
    note(this.#statuses, operation, String(status));
    const [bare = ""] = type.split(";");
    if (Object.keys(promised.content).length === 0) return text === "" ? [] : [`${status} has a body`];
    const schema = promised.content[bare]?.schema;
    if (!schema) return [`${status} is not described as ${bare || "bare"}`];
    if (status === 200) note(this.#types, operation, bare);
    if (bare !== "application/json") return [];
    const value: unknown = JSON.parse(text);
    const { error } = this.#check(schema).safeParse(value);
    if (error) return [z.prettifyError(error)];
    this.#look(schema, value);
    return [];
  }

  /** Whether a value is as a schema has it, without anything beside it. */
  fits(schema: Schema, value: unknown): boolean {
    return this.#check(schema).safeParse(value).success;
  }

  /** Each operation with what it may be answered with; @param named its statuses, beside those that any may have. */
  operations(): { method: string; path: string; operation: Operation; named: string[] }[] {
    return Object.entries(this.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const named = Object.keys(operation.responses).filter((status) => status !== "405" && status !== "500");
        return { method: method.toUpperCase(), path, operation, named };
      }),
    );
  }

  /** "GET /api/repos: 503", "… as text/csv": what is described, and no answer was. */
  unanswered(): string[] {
    return this.operations().flatMap(({ method, path, operation, named }) => [
      ...named
        .filter((status) => !this.#statuses.get(operation)?.has(status))
        .map((status) => `${method} ${path}: ${status}`),
      ...Object.keys(operation.responses["200"]?.content ?? {})
        .filter((type) => !this.#types.get(operation)?.has(type))
        .map((type) => `${method} ${path} as ${type}`),
    ]);
  }

  /** Fields of answers to what is right that were never there, or only as null or an empty list. */
  unseen(): string[] {
    const missing: string[] = [];
    const visited = new Set<unknown>();
    const visit = (schema: Schema, place: string): void => {
      for (const option of optionsOf(schema)) visit(option, place);
      if (isRecord(schema.items)) visit(schema.items, `${place}[]`);
      if (!isRecord(schema.properties) || visited.has(schema.properties)) return;
      visited.add(schema.properties);
      for (const [name, field] of Object.entries(schema.properties)) {
        if (!this.#seen.get(schema.properties)?.has(name)) missing.push(`${place}.${name}`);
        if (isRecord(field)) visit(field, `${place}.${name}`);
      }
    };
    for (const { method, path, operation } of this.operations()) {
      const schema = operation.responses["200"]?.content["application/json"]?.schema;
      if (schema) visit(schema, `${method} ${path}`);
    }
    return missing;
  }

  #operation(method: string, path: string): Operation | undefined {
    const fitting = Object.entries(this.paths)
      .filter(([template]) => patternOf(template).test(path))
      // The one with fewer places to fill in is the more exact.
      .sort(([a], [b]) => a.split("{").length - b.split("{").length);
    return fitting[0]?.[1][method.toLowerCase()];
  }

  #check(schema: Schema): z.ZodType {
    const known = this.#checks.get(schema);
    if (known) return known;
    const made = z.fromJSONSchema(closed(schema) as Schema);
    this.#checks.set(schema, made);
    return made;
  }

  #look(schema: Schema, value: unknown): void {
    for (const option of optionsOf(schema)) if (this.fits(option, value)) this.#look(option, value);
    if (Array.isArray(value) && isRecord(schema.items)) for (const item of value) this.#look(schema.items, item);
    if (!isRecord(schema.properties) || !isRecord(value)) return;
    for (const [name, field] of Object.entries(schema.properties)) {
      const told = value[name];
      if (told === undefined || told === null || (Array.isArray(told) && told.length === 0)) continue;
      note(this.#seen, schema.properties, name);
      if (isRecord(field)) this.#look(field, told);
    }
  }
}

/**
 * The same without room for what is not described. The document leaves it open, so that a new field breaks nobody; an
 * answer of ours has none that it does not tell of.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isRecord(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key !== "properties" || !isRecord(value)) return [key, closed(value)];
      return [key, Object.fromEntries(Object.entries(value).map(([name, field]) => [name, closed(field)]))];
    }),
  );
  return "properties" in schema ? { additionalProperties: false, ...inner } : inner;
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const optionsOf = ({ anyOf, oneOf }: Schema): Schema[] =>
  [anyOf, oneOf].flatMap((options) => (Array.isArray(options) ? options.filter(isRecord) : []));

/** "{path}" is the one that may go on over slashes. */
function patternOf(template: string): RegExp {
  const text = template.replaceAll(".", String.raw`\.`).replace("{path}", ".+");
  return new RegExp(`^${text.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function note<Key>(sets: Map<Key, Set<string>>, key: Key, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}
