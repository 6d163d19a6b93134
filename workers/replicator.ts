/** The replicator: every record of every kind, from its DynamoDB table's stream into ClickHouse. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ClickHouseClient } from "@clickhouse/client";
import { record_kinds } from "lib/model/records/index";
import type { RecordKind } from "lib/model/records/kind";
import { ParkedRecords } from "lib/store/parked";
import type { Logger } from "pino";
import type { BatchResult, ChangeRecord, Subscription } from "workers/change_record";
import { insertChanges, ToldRows } from "workers/insert_changes";
import { Limiter } from "workers/pace";
import { type Change, claimedRevision, newestOfEach, plan, type PlannedChange } from "workers/plan";
import { RepositoryMarks } from "workers/repository_marks";

export const replicator_name = "replicator";

export interface ReplicatorDependencies {
  client: DynamoDBClient;
  warehouse: ClickHouseClient;
  table_prefix: string;
  log: Logger;
  /** The registry, unless a test brings a kind of its own. */
  kinds?: readonly RecordKind[];
}

/** What became of one record. */
export type Fate = "replicated" | "failed" | { refused: string };

export interface Replication {
  /** Of the newest change of each record; older ones of the same batch are covered by it and have none of their own. */
  fates: Map<Change, Fate>;
  /** Why some failed. */
  error?: unknown;
}

/** How many keys of parked records are remembered, to remove them once they replicate. */
const parked_keys_max = 10_000;
const writes_at_once = 4;

export class Replicator implements Subscription {
  readonly name = replicator_name;
  readonly tables: readonly string[];
  readonly #parked: ParkedRecords;
  readonly #marks: RepositoryMarks;
  readonly #kinds: ReadonlyMap<string, RecordKind>;
  readonly #told = new ToldRows();
  #parked_keys: Promise<Set<string>> | undefined;

  constructor(private readonly dependencies: ReplicatorDependencies) {
    const { client, table_prefix, log, kinds = record_kinds } = dependencies;
    this.#kinds = new Map(kinds.map((kind) => [kind.dynamo_table, kind]));
    this.tables = [...this.#kinds.keys()];
    this.#parked = new ParkedRecords(client, table_prefix, this.name);
    this.#marks = new RepositoryMarks(client, table_prefix, log);
  }

  /** What `Consumer` asks for; a record that cannot be replicated is parked, and its neighbours go on. */
  readonly consume = async (batch: readonly ChangeRecord[]): Promise<BatchResult> => {
    // Who cannot park cannot begin: a bad record would have to be passed over or stop everything half-way.
    const parked_keys = await this.#knownParkedKeys();
    const records = new Map(batch.map((record) => [this.#changeOf(record), record]));
    const replication = await this.replicate([...records.keys()]);
    const failed: ChangeRecord[] = [];
    const limiter = new Limiter(writes_at_once);
    let { error } = replication;
    let parked = 0;
    const settle = async (change: Change, fate: Fate): Promise<void> => {
      if (typeof fate === "object") {
        await this.#park(change, fate.refused);
        parked_keys.add(parkedKey(change));
        parked++;
      } else if (parked_keys.has(parkedKey(change))) {
        await this.#parked.remove(change.kind.name, change.dynamoKey, claimedRevision(change));
        parked_keys.delete(parkedKey(change));
      }
    };
    await Promise.all(
      [...records].map(([change, record]) =>
        limiter.run(async () => {
          const fate = replication.fates.get(change);
          if (fate === undefined) return;
          try {
            if (fate === "failed") failed.push(record);
            else await settle(change, fate);
          } catch (problem) {
            error ??= problem;
            failed.push(record);
          }
        }),
      ),
    );
    return { failed, parked, error };
  };

  /** Inserts changes and says what became of each; parks nothing. Never throws. */
  async replicate(changes: readonly Change[]): Promise<Replication> {
    const newest = newestOfEach(changes);
    const planned: PlannedChange[] = [];
    const fates = new Map<Change, Fate>();
    for (const change of newest) {
      const outcome = plan(change);
      if ("refused" in outcome) fates.set(change, { refused: outcome.refused });
      else planned.push(outcome);
    }
    const { refused, failed, error } = await insertChanges(this.dependencies.warehouse, planned, this.#told);
    for (const item of planned) {
      const reason = refused.get(item);
      if (failed.has(item)) fates.set(item.change, "failed");
      else if (reason !== undefined) fates.set(item.change, { refused: reason });
      else {
        fates.set(item.change, "replicated");
        if (item.repo !== null) this.#marks.note(item.repo, item.change.created_at);
      }
    }
    return { fates, error };
  }

  /** Writes what is still to be written; call it when no more batches will come. */
  async flush(): Promise<void> {
    await this.#marks.flush();
  }

  #changeOf(record: ChangeRecord): Change {
    const { table, dynamoKey, event, new_image, old_image, created_at } = record;
    const kind = this.#kinds.get(table);
    if (!kind) throw new Error(`No record kind is stored in the table ${table}`);
    return { kind, dynamoKey, event, image: (event === "REMOVE" ? old_image : new_image) ?? null, created_at };
  }

  async #park(change: Change, reason: string): Promise<void> {
    const { kind, dynamoKey, event, image } = change;
    this.dependencies.log.error(
      { kind: kind.name, key: dynamoKey, reason },
      "a record cannot be replicated and is parked",
    );
    await this.#parked.park({
      ...{ kind: kind.name, record_key: dynamoKey, event, image, reason },
      revision: claimedRevision(change),
      parked_at: new Date().toISOString(),
    });
  }

  /** Read once, and the count put right with it. A parked record that replicates later is removed by these. */
  #knownParkedKeys(): Promise<Set<string>> {
    this.#parked_keys ??= this.#parked.recount(parked_keys_max).then(
      (keys) => new Set(keys.map(({ kind, record_key }) => `${kind}/${record_key}`)),
      (error: unknown) => {
        this.#parked_keys = undefined;
        throw error;
      },
    );
    return this.#parked_keys;
  }
}

const parkedKey = ({ kind, dynamoKey }: Change): string => `${kind.name}/${dynamoKey}`;
