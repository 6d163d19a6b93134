/** The write path that every ingest endpoint shares: archive first, then merge each record, then acknowledge. */
import { arrivalOf } from "lib/arrival";
import { archiveRawDelivery, type RawDelivery } from "lib/archive/raw_delivery";
import type { Heard } from "lib/model/records/kind";
import { ApiError, toApiError, unavailable } from "lib/server/api_error";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import type { IncomingMessage } from "node:http";
import { ZodError } from "zod";

/** GitHub hangs up after ten seconds and calls the delivery failed: it hears from us before. */
const patience_seconds = 8;
/** A body that takes long to come is not refused for that. */
const work_seconds_min = 4;

/**
 * The moment, on the process's own clock, by which a delivery whose body has just been read must be answered. Counted
 * from its arrival: its sender has been waiting since, however long it lay there before its handler began.
 */
export function answerBy(request: IncomingMessage): number {
  const now = performance.now();
  return Math.max(arrivalOf(request) + patience_seconds * 1000, now + work_seconds_min * 1000);
}

const secondsUntil = (deadline: number): number => Math.max(0, deadline - performance.now()) / 1000;

/** @throws ApiError 503 when the archive does not take it by the deadline: then nothing was stored. */
export async function archiveDelivery({ archive }: Services, raw: RawDelivery, deadline: number): Promise<void> {
  try {
    await within(secondsUntil(deadline), "archive", archiveRawDelivery(archive, raw, new Date()));
  } catch (error) {
    throw error instanceof ApiError ? error : unavailable("archive", error);
  }
}

/**
 * Merges every record. They are independent and merging is idempotent, so when one fails the sender may send all again.
 * @throws ApiError 503 when the store does not take one by the deadline.
 */
export async function recordAll({ store }: Services, records: readonly Heard[], deadline: number): Promise<void> {
  if (records.length === 0) return;
  try {
    await within(secondsUntil(deadline), "store", Promise.all(records.map((record) => store.merge(record))));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // A stored item that this version cannot read is our own trouble, and trying again would not mend it.
    if (error instanceof ZodError) throw new Error("A stored record cannot be read", { cause: error });
    // Neither would it mend an item that DynamoDB refuses for what it is.
    if (error instanceof Error && error.name === "ValidationException") throw error;
    throw unavailable("store", error);
  }
}

/** A webhook's delivery whose signature was found right. */
export interface SignedDelivery extends RawDelivery {
  source: "github" | "circleci";
  /** Whose it is; null when it does not say. */
  repo: string | null;
  /** What it tells. @throws ZodError naming the field that is not as promised */
  records: () => Heard[];
  /** Called once it is archived, before it is understood. @param at when it was received, ISO 8601. */
  onArchived: (at: string) => void;
}

/**
 * Archives a delivery, then records what it tells: what we cannot read today can be replayed once we can.
 * @returns how many records it told of.
 */
export async function takeDelivery(services: Services, told: SignedDelivery, deadline: number): Promise<number> {
  const { source, event, delivery, payload, repo } = told;
  const { metrics, received } = services;
  const received_at = new Date().toISOString();
  try {
    await archiveDelivery(services, { event, delivery, payload }, deadline);
    told.onArchived(received_at);
    const records = told.records();
    await recordAll(services, records, deadline);
    const recorded_at = records.length > 0 ? new Date().toISOString() : null;
    if (repo) received.note(repo, { received_at, recorded_at });
    metrics.deliveries.inc({ source, event, outcome: records.length > 0 ? "recorded" : "ignored" });
    return records.length;
  } catch (error) {
    if (repo) received.note(repo, { received_at, recorded_at: null });
    metrics.deliveries.inc({ source, event, outcome: lostBy(error) });
    throw error;
  }
}

/** What is wrong with a delivery itself is its sender's to mend, and no reason to wake anybody here. */
export function lostBy(error: unknown): "refused" | "failed" {
  return toApiError(error).status < 500 ? "refused" : "failed";
}
