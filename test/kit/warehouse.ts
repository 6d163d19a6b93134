/** A warehouse for a test: the real engine, migrated, and what the replicator would put into it. */
import type { ClickHouseClient } from "@clickhouse/client";
import type { TableRow } from "lib/model/records/kind";
import type { ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";
import { warehouseClient } from "lib/warehouse/client";
import { insertRows } from "lib/warehouse/insert_rows";
import { migrate } from "lib/warehouse/migrate";
import { runQuery } from "lib/warehouse/run_query";
import { startClickhouse } from "test/kit/clickhouse";
import type { Delivery } from "test/kit/deliveries";
import * as make from "test/kit/deliveries";
import { foldRecords, recordsOf } from "test/kit/fold";
import { z } from "zod";

export interface TestWarehouse {
  url: string;
  client: ClickHouseClient;
  ask: <Query extends SavedQuery>(query: Query, params: ParamsOf<Query>) => Promise<RowOf<Query>[]>;
  /** Tells the deliveries as another repository's, so that each test may have one of its own. */
  replicate: (repo: string, deliveries: readonly Delivery[]) => Promise<void>;
  stop: () => Promise<void>;
}

export async function startWarehouse(): Promise<TestWarehouse> {
  const clickhouse = await startClickhouse();
  const client = warehouseClient({ url: clickhouse.url, username: "default", password: "", database: "default" });
  await migrate(client);
  return {
    url: clickhouse.url,
    client,
    ask: (query, params) => runQuery(client, query, params),
    replicate: (repo, deliveries) => replicate(client, inRepo(repo, deliveries)),
    stop: async () => {
      await client.close();
      await clickhouse.stop();
    },
  };
}

/** In one insert for each table, as the replicator does. */
export async function insertAll(client: ClickHouseClient, rows: readonly TableRow[]): Promise<void> {
  for (const name of new Set(rows.map(({ table }) => table))) {
    const of_table = rows.flatMap(({ table, row }) => (table === name ? [row] : []));
    await insertRows(client, name, of_table);
  }
}

/** Every revision's rows, the newest first, and some of them again: what at-least-once may do to us. */
async function replicate(client: ClickHouseClient, deliveries: readonly Delivery[]): Promise<void> {
  const rows: TableRow[] = [];
  foldRecords(recordsOf(deliveries), ({ kind, record, revision }) => {
    rows.push(...kind.rows(record, revision));
  });
  await insertAll(client, rows.toReversed());
  await insertAll(
    client,
    rows.filter((_, index) => index % 3 === 0),
  );
}

function inRepo(repo: string, deliveries: readonly Delivery[]): Delivery[] {
  return deliveries.map(({ event, payload }) => {
    const text = JSON.stringify(payload).replaceAll(`"${make.repo}"`, `"${repo}"`);
    return { event, payload: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  });
}
