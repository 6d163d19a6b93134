/** Shard iterators: a stream, a position and the time of issue, in one opaque text that expires. */
import { expiredIterator, validationException } from "engines/dynamodb/api_error";
import { z } from "zod";

/** A shard iterator expires 15 minutes after it was issued. */
export const iterator_lifetime_milliseconds = 15 * 60 * 1000;

export interface ShardPosition {
  arn: string;
  /** Reading starts after this sequence number; null starts at the oldest record there is. */
  after: number | null;
}

const payload = z.tuple([z.int().nonnegative().nullable(), z.int()]);

export function formatIterator({ arn, after }: ShardPosition, now_milliseconds: number): string {
  return `${arn}|1|${Buffer.from(JSON.stringify([after, now_milliseconds])).toString("base64url")}`;
}

/** @throws ValidationException, ExpiredIteratorException */
export function parseIterator(text: string, now_milliseconds: number): ShardPosition {
  const [arn, version, encoded, ...rest] = text.split("|");
  if (arn === undefined || version !== "1" || encoded === undefined || rest.length > 0) throw invalid();
  let decoded;
  try {
    decoded = payload.parse(JSON.parse(Buffer.from(encoded, "base64url").toString()));
  } catch {
    throw invalid();
  }
  const [after, issued_milliseconds] = decoded;
  if (now_milliseconds - issued_milliseconds > iterator_lifetime_milliseconds) throw expiredIterator();
  return { arn, after };
}

const invalid = () => validationException("Invalid ShardIterator");
