/** The embedded DynamoDB: dynalite's rules on LevelDB, with DynamoDB Streams, behind both APIs' HTTP protocol. */
import { unknownOperation } from "engines/dynamodb/api_error";
import { Committer } from "engines/dynamodb/committer";
import { openDatabase } from "engines/dynamodb/database";
import type { Engine } from "engines/dynamodb/engine";
import { createApiServer } from "engines/dynamodb/http";
import { KeyLocks } from "engines/dynamodb/key_locks";
import { callDynamodb } from "engines/dynamodb/operations";
import { callStreams } from "engines/dynamodb/streams";
import { Tables } from "engines/dynamodb/tables";
import { trim } from "engines/dynamodb/trimmer";
import dynalite_package from "dynalite/package.json" with { type: "json" };
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";

export interface DynamodbServerOptions {
  data_dir: string;
  /** 0 takes any free port. */
  port: number;
  /** How long stream records are kept; 24 hours as in DynamoDB. */
  retention_ms?: number | undefined;
  /** How long to wait for another process to let go of the directory. */
  lock_patience_ms?: number | undefined;
  now?: (() => number) | undefined;
  /** A request that failed for no fault of its own. */
  onError?: ((error: unknown) => void) | undefined;
  /** The disk refused a write: nothing more can be stored, so the process should start anew. */
  onFatal?: ((error: unknown) => void) | undefined;
}

export interface DynamodbServer {
  url: string;
  /** Stops accepting, lets running requests finish for at most 5 s, and closes the database. */
  close(): Promise<void>;
}

const dynalite_version = "4.0.0";
const day_ms = 24 * 60 * 60 * 1000;
const close_patience_ms = 5000;

export async function startDynamodbServer(options: DynamodbServerOptions): Promise<DynamodbServer> {
  if (dynalite_package.version !== dynalite_version) {
    throw new Error(
      `The embedded DynamoDB builds on the inside of dynalite ${dynalite_version}, but ${dynalite_package.version} is installed.`,
    );
  }
  const { data_dir, port, retention_ms = day_ms, lock_patience_ms = 5000, now = Date.now } = options;
  const ignore = () => undefined;
  const { onError = ignore, onFatal = ignore } = options;
  await mkdir(data_dir, { recursive: true });
  const db = await openDatabase(data_dir, lock_patience_ms);
  try {
    const committer = new Committer(db, onFatal);
    const tables = new Tables(db, committer, now);
    await tables.load();
    const engine: Engine = { db, committer, tables, locks: new KeyLocks(), now };
    const server = createApiServer((api, operation, body) => {
      if (api === "DynamoDB_20120810") return callDynamodb(engine, operation, body);
      if (api === "DynamoDBStreams_20120810") return callStreams(engine, operation, body);
      throw unknownOperation(`There is no API ${api} here`);
    }, onError);
    const url = await listen(server, port);
    const stopTrimming = startTrimming(engine, retention_ms, onError);
    return {
      url,
      async close() {
        await closeServer(server);
        await stopTrimming();
        await committer.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), close_patience_ms);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    // Connections that are in use say goodbye with their answer (http.ts).
    server.closeIdleConnections();
  });
}

/** Trims once a minute (more often when retention is that short); a pass never overlaps the next. */
function startTrimming(engine: Engine, retention_ms: number, onError: (error: unknown) => void): () => Promise<void> {
  const interval_ms = Math.min(60_000, Math.max(50, retention_ms / 4));
  let stopped = false;
  let pass: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    timer = setTimeout(() => {
      pass = trim(engine, retention_ms, () => stopped)
        .then(() => undefined, onError)
        .finally(() => {
          if (!stopped) schedule();
        });
    }, interval_ms);
    timer.unref();
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await pass;
  };
}
