/** A saved query's answer is bounded by what is really sent, whoever counts the bytes. */
import { createClient, ClickHouseLogLevel } from "@clickhouse/client";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { createMetrics } from "lib/server/metrics";
import { replyWithRows } from "lib/server/saved_query_reply";
import type { Services } from "lib/server/services";
import type { NextApiResponse } from "next";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { Writable } from "node:stream";

const megabyte = Buffer.alloc(1_000_000, "x");

/** What a client gets of what ClickHouse sends, in bytes; or the error that its answer is. */
async function answered(clickhouse: RequestListener): Promise<number | Error> {
  const server = createServer(clickhouse);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  const warehouse = createClient({ url, log: { level: ClickHouseLogLevel.OFF } });
  const services = { warehouse, metrics: createMetrics(), config: { clickhouse: { url } } } as unknown as Services;
  let bytes = 0;
  const response = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done();
      },
    }),
    { setHeader: () => undefined },
  ) as unknown as NextApiResponse;
  try {
    await replyWithRows(services, response, { query: repoBranches, params: { repo: "o/r", limit: 1 }, format: "json" });
    return bytes;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await warehouse.close();
    server.closeAllConnections();
    server.close();
  }
}

test("what ClickHouse says is too large is refused before a byte is sent", async () => {
  const told = await answered((_request, response) => {
    response.writeHead(200, { "Content-Length": "100000001" }).write(megabyte);
  });
  expect(told).toMatchObject({ status: 400, message: "The result is too large: ask for less" });
});

test("what turns out to be too large is cut off; one that is just not goes through", async () => {
  const send =
    (megabytes: number): RequestListener =>
    async (_request, response) => {
      for (let sent = 0; sent < megabytes && !response.destroyed; sent++) {
        if (!response.write(megabyte)) await Promise.race([once(response, "drain"), once(response, "close")]);
      }
      response.end();
    };
  expect(await answered(send(101))).toMatchObject({ status: 400 });
  expect(await answered(send(100))).toBe(100_000_000);
});
