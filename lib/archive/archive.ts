/** Where raw deliveries, logs and artifacts are kept whole: a folder, or an S3 bucket. */
import type { Readable } from "node:stream";

export interface ArchiveEntry {
  key: string;
  bytes: number;
  modified_at: string;
}

/** Bytes of an object, both ends included; without `to` until its end. */
export interface ByteRange {
  from: number;
  to?: number;
}

export interface OpenObject {
  /** The whole object's size, whatever the range. */
  bytes: number;
  modified_at: string;
  /** To be read to its end or destroyed. */
  body: Readable;
}

export interface Archive {
  /** Stores an object whole or not at all; one of the same key is replaced. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** The same of a body of any size, in bounded memory. When the body breaks off nothing is stored. @returns its size */
  putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<number>;
  /** Null when there is no such object. */
  get(key: string): Promise<Uint8Array | null>;
  /** The object as a stream, or a range of it that must begin within; null when there is no such object. */
  open(key: string, range?: ByteRange): Promise<OpenObject | null>;
  /** Null when there is no such object. */
  stat(key: string): Promise<ArchiveEntry | null>;
  /** Every object whose key begins with the prefix, in key order; read page by page. */
  list(prefix: string): AsyncIterable<ArchiveEntry>;
  /** An object that is not there is removed already. */
  remove(key: string): Promise<void>;
  /** Removes what was begun and last written before then and never finished. A bucket does so by its lifecycle rule. */
  removeUnfinished(before: Date): Promise<void>;
  /**
   * An address that gives the object out for so long as a file called `filename`, without asking us; null where only we
   * can give it out.
   */
  downloadUrl(key: string, options: { filename: string; seconds: number }): Promise<string | null>;
  /** Rejects when the archive cannot be reached or written. */
  check(): Promise<void>;
}

/** Names that every file system can hold: letters of any script, digits, and what neither Windows nor paths reserve. */
const segment = /^[\p{L}\p{M}\p{N}_.@=+ (),#&'!~$[\]{};^%-]{1,200}$/u;
const segment_bytes_max = 240;
const key_bytes_max = 900; // S3's are 1,024 long at most, with the prefix.

/** A key is a path of plain names: it can neither leave the archive nor hide in it. @throws on any other key. */
export function checkKey(key: string): string {
  const segments = key.split("/");
  const plain = segments.every(
    (name) => segment.test(name) && name !== "." && name !== ".." && Buffer.byteLength(name) <= segment_bytes_max,
  );
  if (!plain || Buffer.byteLength(key) > key_bytes_max) throw new Error("Not an archive key");
  return key;
}
