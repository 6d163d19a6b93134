/** One report's bytes in, packed or not, its cases out; nothing is held but what the parser is at. */
import { ReportRefused } from "lib/intake/junit/bounded_xml";
import { JunitReader, type ReportedCase, type ReportTotals } from "lib/intake/junit/index";
import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export interface ReadReport extends ReportTotals {
  digest: string;
  /** Unpacked. */
  bytes: number;
}

export interface ReportSink {
  onCase: (told: ReportedCase, number: number) => void;
  /** Awaited after each chunk: where cases wait for room. */
  settle: () => Promise<void>;
  /** Called with each chunk's unpacked length before it is read; throws when it is too much. */
  spend: (bytes: number) => void;
}

/** @throws ReportRefused; what the source throws; what the sink throws */
export async function readReport(source: AsyncIterable<Uint8Array>, sink: ReportSink): Promise<ReadReport> {
  const reader = new JunitReader(sink.onCase);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of unpacked(source)) {
    sink.spend(chunk.length);
    bytes += chunk.length;
    hash.update(chunk);
    reader.write(chunk);
    await sink.settle();
  }
  return { ...reader.end(), digest: hash.digest("hex"), bytes };
}

/** gzip is told by its first two bytes, since names and headers are often wrong about it. */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    let head = Buffer.alloc(0);
    while (head.length < 2) {
      const next = await chunks.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    const whole = async function* (): AsyncGenerator<Uint8Array, void> {
      if (head.length > 0) yield head;
      for (;;) {
        const next = await chunks.next();
        if (next.done) return;
        yield next.value;
      }
    };
    yield* head[0] === 0x1f && head[1] === 0x8b ? unzipped(whole()) : whole();
  } finally {
    // Whoever stops half-way lets go of the source, so that what is left of it can be passed over.
    await chunks.return?.();
  }
}

async function* unzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip();
  let broken: unknown;
  pipeline(Readable.from(packed), gunzip, (error) => (broken = error));
  try {
    yield* gunzip;
  } catch (error) {
    const own = broken ?? error;
    // By its code alone: an error of Node's own is no instance of Error where code runs in a realm of its own.
    if (typeof own === "object" && own !== null && "code" in own && String(own.code).startsWith("Z_")) {
      throw new ReportRefused("The report is packed with gzip, and damaged");
    }
    throw own;
  }
}
