/** What becomes of a delivery is counted: whose fault it was decides who is woken. */
import type { IncomingMessage } from "node:http";
import { finishingServer } from "engines/http_server";
import { z } from "zod";
import { arrivalOf, noteArrival } from "lib/arrival";
import { ApiError, toApiError } from "lib/server/api_error";
import { createMetrics } from "lib/server/metrics";
import { answerBy, type SignedDelivery, takeDelivery } from "lib/server/record_deliveries";
import type { Services } from "lib/server/services";
import { ClickHouseError } from "@clickhouse/client";

interface Told {
  archive?: () => Promise<void>;
  merge?: () => Promise<string>;
  records?: SignedDelivery["records"];
}

/** The answer's status, and what was counted. */
async function deliver({ archive = async () => undefined, merge = async () => "stored", records }: Told) {
  const metrics = createMetrics();
  const noted: unknown[] = [];
  const services = {
    metrics,
    archive: { put: archive },
    store: { merge },
    received: { note: (_repo: string, at: object) => noted.push(at) },
  } as unknown as Services;
  const delivery: SignedDelivery = {
    ...{ source: "github", event: "push", delivery: "1", payload: Buffer.from("{}"), repo: "octo/app" },
    records: records ?? (() => [{} as ReturnType<SignedDelivery["records"]>[number]]),
    onArchived: () => undefined,
  };
  const status = await takeDelivery(services, delivery, answerBy({} as IncomingMessage)).then(
    () => 200,
    (error: unknown) => toApiError(error).status,
  );
  const { values } = await metrics.deliveries.get();
  return { status, outcomes: values.map(({ labels, value }) => [labels.outcome, value]), noted };
}

const away = (): Promise<never> => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));

test.each<[string, Told, number, string]>([
  ["recorded", {}, 200, "recorded"],
  ["of no interest", { records: () => [] }, 200, "ignored"],
  ["the archive away", { archive: away }, 503, "failed"],
  ["the store away", { merge: away }, 503, "failed"],
  ["not as promised", { records: () => [z.never().parse("nothing") as never] }, 400, "refused"],
])("%s", async (_name, told, status, outcome) => {
  const answer = await deliver(told);
  expect(answer).toMatchObject({ status, outcomes: [[outcome, 1]] });
  expect(answer.noted).toEqual([
    { received_at: expect.any(String), recorded_at: outcome === "recorded" ? expect.any(String) : null },
  ]);
});

test("a delivery's time runs from when it arrived, but a body that took long has a moment of its own", async () => {
  const request = {} as IncomingMessage;
  noteArrival(request);
  const arrived_ms = performance.now();
  const secondsLeft = (): number => (answerBy(request) - performance.now()) / 1000;
  expect(secondsLeft()).toBeCloseTo(8, 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(answerBy(request)).toBeLessThanOrEqual(arrived_ms + 8_000);
  const slow = {} as IncomingMessage;
  jest.spyOn(performance, "now").mockReturnValueOnce(arrived_ms - 60_000);
  noteArrival(slow);
  jest.restoreAllMocks();
  expect((answerBy(slow) - performance.now()) / 1000).toBeCloseTo(4, 0);
});

test("the server notes when a request arrives, whatever its handler waits for", async () => {
  let waited_ms = 0;
  const { server, finish } = finishingServer(
    async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      waited_ms = performance.now() - arrivalOf(request);
      response.end();
    },
    () => undefined,
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await fetch(`http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/`);
  await finish(1_000);
  expect(waited_ms).toBeGreaterThan(90);
});

test.each([
  ["159", 503, /took too long/, { "Retry-After": "5" }],
  ["396", 400, /too large/, {}],
  ["457", 400, /bad value/, {}],
  ["47", 500, /^Internal error$/, {}],
])("ClickHouse's code %s is a %d", (code, status, message, headers) => {
  const error = toApiError(new ClickHouseError({ message: "DB::Exception: secret", code, type: "X" }));
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status, headers });
  expect(error.message).toMatch(message);
});
