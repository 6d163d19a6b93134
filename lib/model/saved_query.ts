/** The shape of a question to the warehouse. The SQL lies beside it, in query.sql. */
import { plainNumber } from "lib/model/plain_number";
import { z } from "zod";

export interface SavedQuery<Params extends z.ZodObject = z.ZodObject, Row extends z.ZodType = z.ZodType> {
  /** Also the folder's name under clickhouse_queries. */
  name: string;
  /** What it answers, in one sentence. */
  description: string;
  params: Params;
  row: Row;
}

/**
 * A query that answers rows of several kinds, each as JSON text: what a page wants together, in one question. Planning one
 * and sending it takes about as long as reading a few hundred rows.
 */
export interface FactsQuery<
  Params extends z.ZodObject = z.ZodObject,
  Facts extends Readonly<Record<string, z.ZodType>> = Readonly<Record<string, z.ZodType>>,
> extends SavedQuery<Params, ReturnType<typeof factRow>> {
  /** What `doc` is, of each kind. */
  facts: Facts;
}
export type FactsOf<Query extends FactsQuery> = { [Kind in keyof Query["facts"]]: z.output<Query["facts"][Kind]>[] };

/** Its columns, in this order. */
export function factRow(facts: Readonly<Record<string, z.ZodType>>) {
  return z.object({ kind: z.enum(Object.keys(facts)), doc: z.string() });
}

export type ParamsOf<Query extends SavedQuery> = z.input<Query["params"]>;
export type RowOf<Query extends SavedQuery> = z.output<Query["row"]>;

/** A whole number that may come as text, as in a URL. */
export function count({ min, max }: { min: number; max: number }) {
  return z.preprocess((value) => {
    const number = typeof value === "string" ? plainNumber(value) : NaN;
    return Number.isNaN(number) ? value : number;
  }, z.int().min(min).max(max));
}

/** ClickHouse's times as they come back with date_time_output_format=iso. */
export const RowMoment = z.iso.datetime();
