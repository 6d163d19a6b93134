/** Bodies that are read as a stream: bounded, and multipart forms part by part. */
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { ApiError } from "lib/server/api_error";
import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export function tooManyBytes(what: string, bytes_max: number): ApiError {
  return new ApiError(413, `${what} is over ${bytes_max} bytes`);
}

/**
 * The body's chunks. Ending early leaves the connection open, for the answer to reach the sender.
 * @throws ApiError 413 as soon as there is more than `bytes_max`, 400 when it breaks off
 */
export async function* boundedBody(
  request: IncomingMessage,
  { bytes_max }: { bytes_max: number },
): AsyncGenerator<Uint8Array, void> {
  if (Number(request.headers["content-length"] ?? 0) > bytes_max) throw tooManyBytes("The body", bytes_max);
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > bytes_max) throw tooManyBytes("The body", bytes_max);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ApiError
      ? error
      : new ApiError(400, "The body ended before it was whole", {}, { cause: error });
  }
}

/** Unpacks what `Content-Encoding: gzip` says is packed. @throws ApiError 400, 415 */
export function decoded(source: AsyncIterable<Uint8Array>, encoding: string | undefined): AsyncIterable<Uint8Array> {
  const given = (encoding ?? "identity").trim().toLowerCase();
  if (given === "identity" || given === "") return source;
  if (given !== "gzip" && given !== "x-gzip") throw new ApiError(415, "Content-Encoding: must be gzip or identity");
  return unzipped(source);
}

async function* unzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip();
  const packed = Readable.from(source);
  // What the source throws is passed on as it is.
  packed.once("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    yield* gunzip;
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && String(error.code).startsWith("Z_")) {
      throw new ApiError(400, "The body is said to be packed with gzip, and is not", {}, { cause: error });
    }
    throw error;
  } finally {
    packed.destroy(); // Whoever stops half-way leaves the source as if it had been read.
  }
}

export interface FormFile {
  filename: string;
  bytes: AsyncIterable<Uint8Array>;
}

export interface FormLimits {
  files: number;
  /** What `onFile` throws ends the form. Files come one after the other; the fields before each are known by then. */
  onFile: (file: FormFile, fields: ReadonlyMap<string, string>) => Promise<void>;
}

const field_limits = { fields: 50, fieldSize: 10_000, fieldNameSize: 100, headerPairs: 50, headerSize: 16_384 };

export const isForm = (content_type: string | undefined): boolean => /^multipart\/form-data/i.test(content_type ?? "");

/** @returns the form's fields. @throws ApiError 400, 413; what the source or `onFile` throws */
export async function readForm(
  source: AsyncIterable<Uint8Array>,
  content_type: string,
  { files, onFile }: FormLimits,
): Promise<Map<string, string>> {
  const form = openForm(content_type, files);
  const fields = new Map<string, string>();
  let failure: { error: unknown } | undefined;
  let work: Promise<void> = Promise.resolve();
  const failed = new Promise<never>((_resolve, reject) => {
    const fail = (error: unknown): void => {
      failure ??= { error };
      reject(error);
    };
    form.on("error", (error) => fail(new ApiError(400, "The form is not well-formed", {}, { cause: error })));
    form.on("field", (name, value, name_cut, value_cut) => {
      if (name_cut || value_cut) fail(new ApiError(400, "A field of the form is too long"));
      else if (fields.has(name)) fail(new ApiError(400, `${name}: must be given once`));
      else fields.set(name, value);
    });
    form.on("file", (_field, stream, filename) => {
      // Whoever stops half-way leaves the stream to end by itself; its errors have been told by then.
      stream.on("error", () => undefined);
      work = work.then(() => (failure ? undefined : onFile({ filename, bytes: stream }, fields))).catch(fail);
    });
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
      form.on(limit, () => fail(new ApiError(413, "The form has too many parts")));
    }
  });
  failed.catch(() => undefined);
  const feed = async (): Promise<void> => {
    const finished = once(form, "finish");
    finished.catch(() => undefined);
    for await (const chunk of source) {
      if (failure) return;
      if (!form.write(chunk)) await Promise.race([once(form, "drain"), failed]);
    }
    form.end();
    await finished;
    await work;
  };
  try {
    await Promise.race([feed(), failed]);
    if (failure) throw failure.error;
    return fields;
  } finally {
    form.destroy();
  }
}

function openForm(content_type: string, files: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": content_type },
      preservePath: true,
      limits: { ...field_limits, files, parts: files + field_limits.fields },
    });
  } catch (error) {
    throw new ApiError(400, "Content-Type: this multipart form has no boundary", {}, { cause: error });
  }
}
