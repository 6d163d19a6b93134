/** The archive in an S3 bucket, or in any store that speaks S3's protocol. */
import {
  GetObjectCommand,
  HeadBucketCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Archive, type ArchiveEntry, checkKey } from "lib/archive/archive";

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

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.settings.bucket }));
  }
}
