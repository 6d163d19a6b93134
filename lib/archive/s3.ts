/** The archive in an S3 bucket, or in any store that speaks S3's protocol. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { attachment } from "lib/archive/attachment";
import { type Archive, type ArchiveEntry, type ByteRange, checkKey, type OpenObject } from "lib/archive/archive";
import { Readable } from "node:stream";

export interface S3Settings {
  bucket: string;
  /** Without slashes at its ends; may be empty. */
  prefix: string;
  region: string;
  /** A compatible store's URL; null for AWS. */
  endpoint: string | null;
}

const connection_timeout_ms = 3_000;
const request_timeout_ms = 60_000; // An artifact may be large.
/** S3's smallest part is 5 MiB, its most are 10,000: objects of up to 80 GB. */
const part_bytes = 8 * 1024 * 1024;
const parts_at_once = 3;

export class S3Archive implements Archive {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { region, endpoint } = settings;
    this.client = new S3Client({
      region,
      requestHandler: {
        connectionTimeout: connection_timeout_ms,
        requestTimeout: request_timeout_ms,
        throwOnRequestTimeout: true, // Without this the SDK only warns, and waits for ever.
      },
      // Compatible stores seldom know AWS's checksums, nor buckets as host names.
      ...(endpoint && { endpoint, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" as const }),
    });
  }

  private key(key: string): string {
    return this.settings.prefix === "" ? key : `${this.settings.prefix}/${key}`;
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.settings.bucket, Key: this.key(checkKey(key)), Body: body }),
    );
  }

  async putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<number> {
    let bytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        yield chunk;
      }
    };
    // In parts, each tried again by itself; when the body breaks off, so does the upload, and nothing appears.
    const upload = new Upload({
      client: this.client,
      params: { Bucket: this.settings.bucket, Key: this.key(checkKey(key)), Body: Readable.from(counted()) },
      queueSize: parts_at_once,
      partSize: part_bytes,
    });
    await upload.done();
    return bytes;
  }

  async get(key: string): Promise<Uint8Array | null> {
    try {
      const { Body } = await this.client.send(
        new GetObjectCommand({ Bucket: this.settings.bucket, Key: this.key(checkKey(key)) }),
      );
      return Body ? await Body.transformToByteArray() : null;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<OpenObject | null> {
    try {
      const { Body, ContentLength, ContentRange, LastModified } = await this.client.send(
        new GetObjectCommand({
          Bucket: this.settings.bucket,
          Key: this.key(checkKey(key)),
          ...(range && { Range: `bytes=${range.from}-${range.to ?? ""}` }),
        }),
      );
      if (!(Body instanceof Readable)) return null;
      const whole = /\/(\d+)$/.exec(ContentRange ?? "")?.[1];
      const bytes = whole === undefined ? (ContentLength ?? 0) : Number(whole);
      return { bytes, modified_at: (LastModified ?? new Date(0)).toISOString(), body: Body };
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  async stat(key: string): Promise<ArchiveEntry | null> {
    try {
      const { ContentLength = 0, LastModified = new Date(0) } = await this.client.send(
        new HeadObjectCommand({ Bucket: this.settings.bucket, Key: this.key(checkKey(key)) }),
      );
      return { key, bytes: ContentLength, modified_at: LastModified.toISOString() };
    } catch (error) {
      if (error instanceof NotFound || error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  async *list(prefix: string): AsyncIterable<ArchiveEntry> {
    const pages = paginateListObjectsV2(
      { client: this.client },
      { Bucket: this.settings.bucket, Prefix: this.key(prefix) },
    );
    for await (const page of pages) {
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key === undefined) continue;
        yield {
          key: this.settings.prefix === "" ? Key : Key.slice(this.settings.prefix.length + 1),
          bytes: Size ?? 0,
          modified_at: (LastModified ?? new Date(0)).toISOString(),
        };
      }
    }
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: this.key(checkKey(key)) }));
  }

  async removeUnfinished(): Promise<void> {
    // The bucket's rule does: to find them ourselves would need one more permission.
  }

  async downloadUrl(key: string, { filename, seconds }: { filename: string; seconds: number }): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.settings.bucket,
      Key: this.key(checkKey(key)),
      // Whatever the object is said to be, a browser saves it.
      ResponseContentDisposition: attachment(filename),
      ResponseContentType: "application/octet-stream",
    });
    return getSignedUrl(this.client, command, { expiresIn: seconds });
  }

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.settings.bucket }));
  }
}
