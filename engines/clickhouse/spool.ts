/** Temporary files between HTTP and the engine: rows on their way in, large results on their way out. */
import * as fs from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { tooLarge } from "engines/clickhouse/failure";

/** A result: whole if it is small, else a stream of a file that has no name any more and dies with its stream. */
export type Content = { bytes: Buffer } | { stream: Readable; size_bytes: number };

const small_bytes = 1024 * 1024;

export class Spool {
  readonly #folder: string;
  #last = 0;

  /** Empties the folder: what a killed predecessor left is of no use. Only the owner of the data may do that. */
  constructor(folder: string) {
    this.#folder = folder;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  newPath(): string {
    this.#last += 1;
    return join(this.#folder, String(this.#last));
  }

  /** @throws DatabaseFailure TOO_LARGE_STRING_SIZE when more than `max_bytes` come. */
  async write(path: string, source: Readable, max_bytes: number): Promise<void> {
    await pipeline(source, limitBytes(max_bytes), fs.createWriteStream(path, { mode: 0o600 }));
  }

  /** Without waiting: the file has just been written, and each call handed to a thread takes longer than a small file. */
  take(path: string): Content {
    if (!fs.existsSync(path)) return { bytes: Buffer.alloc(0) }; // FORMAT Null writes no file.
    const file = fs.openSync(path, "r");
    fs.unlinkSync(path);
    const { size } = fs.fstatSync(file);
    if (size > small_bytes) {
      return { stream: fs.createReadStream(path, { fd: file, highWaterMark: 256 * 1024 }), size_bytes: size };
    }
    try {
      return { bytes: fs.readFileSync(file) };
    } finally {
      fs.closeSync(file);
    }
  }

  async drop(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

function limitBytes(max_bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      seen += chunk.length;
      if (seen > max_bytes) done(tooLarge(max_bytes));
      else done(null, chunk);
    },
  });
}
