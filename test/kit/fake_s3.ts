/** A small S3 in this process: put whole and in parts, get, head, delete, list with paging; enough for the archive. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { z } from "zod";

export interface FakeS3 {
  url: string;
  /** What is stored, by bucket and key: "bucket/key". */
  objects: Map<string, Buffer>;
  /** Answers the next requests with this status, one for each, whatever they ask. */
  fail: (...statuses: number[]) => void;
  requests: string[];
  stop: () => Promise<void>;
}

/** @param page_size how many keys one page of a listing has. */
export async function startS3(bucket: string, page_size = 3): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const requests: string[] = [];
  /** Of uploads that are not complete: "key/number". */
  const parts = new Map<string, Buffer>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const url = new URL(request.url ?? "/", "http://s3");
    const [, name = "", ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    requests.push(`${String(request.method)} ${key === "" ? url.search : key}`);
    const status = failures.shift();
    if (status !== undefined) return refuse(response, status, "InternalError");
    if (name !== bucket) return refuse(response, 404, "NoSuchBucket");

    const part = url.searchParams.get("partNumber");
    if (request.method === "PUT" && part !== null) {
      parts.set(`${key}/${part}`, Buffer.concat(chunks));
      response.writeHead(200, { ETag: `"${part}"` }).end();
    } else if (request.method === "POST" && url.searchParams.has("uploads")) {
      const upload = `<Bucket>${bucket}</Bucket><Key>${escape(key)}</Key><UploadId>1</UploadId>`;
      reply(response, `<InitiateMultipartUploadResult>${upload}</InitiateMultipartUploadResult>`);
    } else if (request.method === "POST") {
      const own = [...parts].filter(([name]) => name.startsWith(`${key}/`));
      own.sort(([a], [b]) => Number(a.slice(key.length + 1)) - Number(b.slice(key.length + 1)));
      objects.set(`${bucket}/${key}`, Buffer.concat(own.map(([, bytes]) => bytes)));
      for (const [name] of own) parts.delete(name);
      reply(response, `<CompleteMultipartUploadResult><ETag>"0"</ETag></CompleteMultipartUploadResult>`);
    } else if (request.method === "DELETE" && url.searchParams.has("uploadId")) {
      for (const name of [...parts.keys()]) if (name.startsWith(`${key}/`)) parts.delete(name);
      response.writeHead(204).end();
    } else if (request.method === "DELETE") {
      objects.delete(`${bucket}/${key}`);
      response.writeHead(204).end();
    } else if (request.method === "PUT") {
      objects.set(`${bucket}/${key}`, Buffer.concat(chunks));
      response.writeHead(200, { ETag: '"0"' }).end();
    } else if (request.method === "HEAD" && key === "") response.writeHead(200).end();
    else if (request.method === "HEAD") {
      const body = objects.get(`${bucket}/${key}`);
      const headers = { "Content-Length": body?.length ?? 0, "Last-Modified": "Sun, 01 Mar 2026 12:00:00 GMT" };
      response.writeHead(body ? 200 : 404, body ? headers : {}).end();
    }
    if (request.method !== "GET") return;
    if (url.searchParams.get("list-type") === "2") reply(response, list(url.searchParams));
    else {
      const body = objects.get(`${bucket}/${key}`);
      const saved_as = url.searchParams.get("response-content-disposition");
      const headers = saved_as === null ? {} : { "Content-Disposition": saved_as };
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
      if (body && range) {
        const from = Number(range[1]);
        const part = body.subarray(from, range[2] === "" ? body.length : Number(range[2]) + 1);
        const of_all = `bytes ${from}-${from + part.length - 1}/${body.length}`;
        response.writeHead(206, { "Content-Length": part.length, "Content-Range": of_all, ...headers }).end(part);
      } else if (body) response.writeHead(200, { "Content-Length": body.length, ...headers }).end(body);
      else refuse(response, 404, "NoSuchKey");
    }
  };

  function list(query: URLSearchParams): string {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const keys = [...objects.keys()]
      .map((path) => path.slice(bucket.length + 1))
      .filter((key) => key.startsWith(prefix) && key > after)
      .sort();
    const page = keys.slice(0, page_size);
    const contents = page.map(
      (key) =>
        `<Contents><Key>${escape(key)}</Key><Size>${objects.get(`${bucket}/${key}`)?.length ?? 0}</Size>` +
        `<LastModified>2026-03-01T12:00:00.000Z</LastModified></Contents>`,
    );
    const more = keys.length > page.length;
    return (
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${bucket}</Name>` +
      `<IsTruncated>${String(more)}</IsTruncated><KeyCount>${page.length}</KeyCount>` +
      (more ? `<NextContinuationToken>${escape(page.at(-1) ?? "")}</NextContinuationToken>` : "") +
      `${contents.join("")}</ListBucketResult>`
    );
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(Error(String(error))));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    requests,
    fail: (...statuses) => failures.push(...statuses),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "Content-Type": "application/xml" });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function reply(response: ServerResponse, xml: string): void {
  response.writeHead(200, { "Content-Type": "application/xml" }).end(xml);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
