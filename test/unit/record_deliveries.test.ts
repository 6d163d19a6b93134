/** What becomes of a delivery is counted: whose fault it was decides who is woken. */
import { z } from "zod";
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
  const status = await takeDelivery(services, delivery, answerBy()).then(
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
  expect(answer.noted).toHaveLength(1);
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
