/** Giving logs out: to whom packed, and how many at a time of those that nobody has asked for yet. */
import { takesGzip } from "lib/server/accept_encoding";
import { toApiError } from "lib/server/api_error";
import { giveLog } from "lib/server/log_download";
import type { Services } from "lib/server/services";
import type { NextApiRequest, NextApiResponse } from "next";
import { sampleJob } from "test/kit/sample_records";

test("who asks while enough are being fetched is told to come again", async () => {
  const ends: (() => void)[] = [];
  const services = {
    archive: { stat: async () => null },
    store: { find: async () => ({ record: sampleJob(1).record, revision: 1 }) },
    pending_logs: { add: async () => undefined },
    log_fetcher: { fetch: () => new Promise<void>((resolve) => ends.push(resolve)) },
  } as unknown as Services;
  const request = { query: {}, headers: {} } as unknown as NextApiRequest;
  const response = {} as NextApiResponse;
  const ask = (job_id: number) =>
    giveLog(request, response, services, { repo: "octo/app", job_id }).then(
      () => ({ status: 200, headers: {} }),
      (error: unknown) => toApiError(error),
    );
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

  const asked = [1, 2, 3, 4].map(ask);
  await turn();
  expect(ends).toHaveLength(4);
  expect(await ask(5)).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
  expect(ends).toHaveLength(4);
  ends.shift()?.();
  await turn();
  const next = ask(5);
  await turn();
  expect(ends).toHaveLength(4);
  for (const end of ends) end();
  // The archive of this test holds none of them.
  expect((await Promise.all([...asked, next])).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
});

test.each([
  ["gzip", true],
  ["GZIP", true],
  ["br, gzip;q=0.5", true],
  ["br , gzip ; q=0.001", true],
  ["gzip;q=1.0", true],
  ["*", true],
  ["br;q=0, *;q=0.1", true],
  ["gzip, *;q=0", true],
  ["*;q=0, gzip", true],
  ["gzip;q=0", false],
  ["gzip;q=0.000, br", false],
  ["gzip;q=0, *", false],
  ["*, gzip;q=0", false],
  ["gzip; Q=0, *;q=1", false],
  ["*;q=0", false],
  ["gzip;q=much", false],
  ["deflate, br", false],
  ["notgzip, gzipped", false],
  ["", false],
  [undefined, false],
])("who says %j is given gzip: %s", (header, taken) => {
  expect(takesGzip(header)).toBe(taken);
});
