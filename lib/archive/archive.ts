/** Where raw deliveries, logs and artifacts are kept whole: a folder, or an S3 bucket. */
export interface ArchiveEntry {
  key: string;
  bytes: number;
  modified_at: string;
}

export interface Archive {
  /** Stores an object whole or not at all; one of the same key is replaced. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** Null when there is no such object. */
  get(key: string): Promise<Uint8Array | null>;
  /** Every object whose key begins with the prefix, in key order; read page by page. */
  list(prefix: string): AsyncIterable<ArchiveEntry>;
  /** Rejects when the archive cannot be reached or written. */
  check(): Promise<void>;
}

const segment = /^[A-Za-z0-9_.@=+ -]{1,200}$/;

/** A key is a path of plain names: it can neither leave the archive nor hide in it. @throws on any other key. */
export function checkKey(key: string): string {
  const segments = key.split("/");
  const plain = segments.every((name) => segment.test(name) && name !== "." && name !== "..");
  if (!plain || key.length > 900) throw new Error("Not an archive key");
  return key;
}
