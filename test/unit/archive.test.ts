/** The archive: the same promises kept by a folder and by S3. */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { Readable } from "node:stream";
import { type Archive, type ArchiveEntry, type ByteRange, checkKey } from "lib/archive/archive";
import { FolderArchive } from "lib/archive/folder";
import { openArchive } from "lib/archive/open";
import { archiveRawDelivery, parseRawDeliveryKey, rawDeliveryKey, readRawDelivery } from "lib/archive/raw_delivery";
import { S3Archive } from "lib/archive/s3";
import { type FakeS3, startS3 } from "test/kit/fake_s3";

let root = "";
let s3: FakeS3;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = "test";
  process.env.AWS_SECRET_ACCESS_KEY = "test";
  s3 = await startS3("hud");
});
afterAll(() => s3.stop());
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "hud-archive-"));
  s3.objects.clear();
  s3.requests.length = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const text = (body: Uint8Array | null): string | null => body && Buffer.from(body).toString();
const bytes = (words: string): Uint8Array => Buffer.from(words);

async function listed(archive: Archive, prefix: string): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for await (const entry of archive.list(prefix)) entries.push(entry);
  return entries;
}
const keysOf = async (archive: Archive, prefix: string): Promise<string[]> =>
  (await listed(archive, prefix)).map(({ key }) => key);

const bucket = (prefix: string): Archive =>
  openArchive({ kind: "s3", bucket: "hud", prefix, endpoint: s3.url }, "us-east-1");

const archives: [name: string, open: () => Archive][] = [
  ["a folder", () => openArchive({ kind: "folder", path: root }, "us-east-1")],
  ["S3", () => bucket("")],
  ["S3 under a prefix", () => bucket("ci/hud")],
];

describe.each(archives)("an archive in %s", (_name, open) => {
  test("gives back what was put, byte by byte", async () => {
    const archive = open();
    const body = randomBytes(100_000);
    await archive.put("raw/push/2026/01/01/x.json.gz", body);
    expect(Buffer.from((await archive.get("raw/push/2026/01/01/x.json.gz")) ?? [])).toEqual(body);
    await archive.put("empty", new Uint8Array());
    expect(text(await archive.get("empty"))).toBe("");
    await archive.put("raw/push/2026/01/01/x.json.gz", bytes("replaced"));
    expect(text(await archive.get("raw/push/2026/01/01/x.json.gz"))).toBe("replaced");
  });

  test("gives null for what is not there", async () => {
    const archive = open();
    await archive.put("a/b", bytes("x"));
    for (const key of ["nothing", "a", "a/b/c", "a/c"]) expect(await archive.get(key)).toBeNull();
  });

  test("takes a stream, and gives back all of it or a range", async () => {
    const archive = open();
    const body = randomBytes(300_000);
    const pieces = Array.from({ length: 30 }, (_, at) => body.subarray(at * 10_000, (at + 1) * 10_000));
    expect(await archive.putStream("log/o/r/1", Readable.from(pieces))).toBe(body.length);
    const read = async (range?: ByteRange): Promise<Buffer> => {
      const found = await archive.open("log/o/r/1", range);
      if (!found) throw new Error("It is not there");
      expect(found.bytes).toBe(body.length);
      const chunks: Buffer[] = [];
      for await (const chunk of found.body) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    };
    expect((await read()).equals(body)).toBe(true);
    expect((await read({ from: 299_990 })).equals(body.subarray(299_990))).toBe(true);
    expect((await read({ from: 10, to: 19 })).equals(body.subarray(10, 20))).toBe(true);
    expect(await archive.stat("log/o/r/1")).toMatchObject({ key: "log/o/r/1", bytes: body.length });
    expect([await archive.stat("log/o/r/2"), await archive.open("log/o/r/2")]).toEqual([null, null]);
  });

  test("keeps what it had when a stream breaks off", async () => {
    const archive = open();
    await archive.put("log/o/r/1", bytes("the old one"));
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(randomBytes(1_000));
      throw new Error("cut off");
    };
    await expect(archive.putStream("log/o/r/1", broken())).rejects.toThrow("cut off");
    expect(text(await archive.get("log/o/r/1"))).toBe("the old one");
    expect(await keysOf(archive, "")).toEqual(["log/o/r/1"]);
  });

  test("lists what begins with a prefix, in key order, with sizes and times", async () => {
    const archive = open();
    const keys = ["a", "a-b/c", "a.b", "a/1", "a/1-x", "a/1/z", "a/10", "a/2", "b/a b+c@d=e_f", "B/x", "c.partial/d"];
    for (const key of keys.toReversed()) await archive.put(key, bytes(key)).catch(() => undefined);
    // A folder cannot hold both "a" and "a/1"; each archive lists exactly what it has.
    const stored = [];
    for (const key of keys) if (await archive.get(key)) stored.push(key);
    stored.sort();
    expect(stored.length).toBeGreaterThan(7);
    for (const prefix of ["", "a", "a/", "a/1", "a/1/", "b", "z", "a/1/z", "a-", "c"]) {
      expect(await keysOf(archive, prefix)).toEqual(stored.filter((key) => key.startsWith(prefix)));
    }
    const [entry] = await listed(archive, "b/");
    expect(entry).toMatchObject({ key: "b/a b+c@d=e_f", bytes: 13 });
    expect(entry?.modified_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("takes no key that could leave it or hide in it", async () => {
    const archive = open();
    const bad = ["", "/", "/etc/passwd", "../x", "a/../b", "a/..", ".", "./a", "a//b", "a/", "a\\b", "a\u0000", "a\nb"];
    for (const key of [
      ...bad,
      "a?b",
      "a:b",
      "a*b",
      "a|b",
      "a\u007f",
      "a\ud800",
      "x".repeat(201),
      "字".repeat(81),
      "a/".repeat(500) + "b",
    ]) {
      await expect(archive.put(key, bytes("x"))).rejects.toThrow("Not an archive key");
      await expect(archive.get(key)).rejects.toThrow("Not an archive key");
      expect(() => checkKey(key)).toThrow("Not an archive key");
    }
    expect(await keysOf(archive, "")).toEqual([]);
  });

  test("fifty puts of one key at once end in one of them, whole", async () => {
    const archive = open();
    const bodies = Array.from({ length: 50 }, (_, index) => String(index).repeat(20_000));
    const seen = await Promise.all(
      bodies.flatMap((body) => [archive.put("a/key", bytes(body)), archive.get("a/key").then(text)]),
    );
    for (const body of [...seen, text(await archive.get("a/key"))]) {
      if (typeof body === "string") expect(bodies).toContain(body);
    }
    expect(await keysOf(archive, "")).toEqual(["a/key"]);
  });

  test("says that it can be reached", async () => {
    await expect(open().check()).resolves.toBeUndefined();
  });
});

describe("a folder", () => {
  test("is made when it is missing, and made again when somebody cleared it", async () => {
    const archive = new FolderArchive(path.join(root, "deep/er"));
    await archive.check();
    await archive.put("a/b", bytes("1"));
    await rm(path.join(root, "deep"), { recursive: true });
    expect(await keysOf(archive, "")).toEqual([]);
    await archive.put("a/b", bytes("2"));
    expect(text(await archive.get("a/b"))).toBe("2");
  });

  test("shows no file that is not whole, and leaves none behind", async () => {
    const archive = new FolderArchive(root);
    await mkdir(path.join(root, "a/taken"), { recursive: true });
    await expect(archive.put("a/taken", bytes("x"))).rejects.toThrow();
    expect(await readdir(root)).toEqual(["a"]);
    await writeFile(path.join(root, "01234567-89ab-cdef-0123-456789abcdef.partial"), "what a killed process left");
    expect(await keysOf(archive, "")).toEqual([]);
    await expect(archive.put("01234567-89ab-cdef-0123-456789abcdef.partial", bytes("x"))).rejects.toThrow();
    await archive.put("artifacts/half.partial", bytes("a name like any other"));
    expect(await keysOf(archive, "")).toEqual(["artifacts/half.partial"]);
  });

  test("is rid of what killed processes left long ago, and of nothing else", async () => {
    const archive = new FolderArchive(path.join(root, "made/later"));
    await archive.removeUnfinished(new Date());
    await archive.put("a/old", bytes("1"));
    const partial = (digit: string) =>
      path.join(root, "made/later", `${digit.repeat(8)}-89ab-cdef-0123-456789abcdef.partial`);
    await writeFile(partial("1"), "left");
    await writeFile(partial("2"), "being written");
    const long_ago = new Date("2026-01-01T00:00:00Z");
    for (const file of [partial("1"), path.join(root, "made/later/a/old")]) await utimes(file, long_ago, long_ago);
    await archive.removeUnfinished(new Date("2026-01-02T00:00:00Z"));
    expect((await readdir(path.join(root, "made/later"))).sort()).toEqual([path.basename(partial("2")), "a"]);
    expect(text(await archive.get("a/old"))).toBe("1");
  });

  test("says when it cannot be written", async () => {
    const file = path.join(root, "file");
    await writeFile(file, "");
    await expect(new FolderArchive(file).check()).rejects.toThrow();
    const locked = path.join(root, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    if (process.getuid?.() !== 0) await expect(new FolderArchive(locked).check()).rejects.toThrow();
  });
});

describe("S3", () => {
  test("is listed page by page", async () => {
    const archive = bucket("p");
    const keys = Array.from({ length: 10 }, (_, index) => `raw/${String(index).padStart(2, "0")}`);
    for (const key of keys) await archive.put(key, bytes(key));
    s3.objects.set("hud/pq/raw/99", Buffer.from("another prefix"));
    expect(await keysOf(archive, "raw/")).toEqual(keys);
    expect(s3.requests.filter((line) => line.includes("list-type"))).toHaveLength(4);
    expect([...s3.objects.keys()]).toContain("hud/p/raw/00");
  });

  test("a stumble is tried again, a failure is said", async () => {
    const archive = bucket("");
    s3.fail(503, 500);
    await archive.put("a", bytes("x"));
    expect(text(await archive.get("a"))).toBe("x");
    s3.fail(500, 500, 500);
    await expect(archive.get("a")).rejects.toThrow();
  });

  test("a bucket that is not there is no missing object", async () => {
    const missing = new S3Archive({ bucket: "nobody", prefix: "", endpoint: s3.url, region: "us-east-1" });
    await expect(missing.get("a")).rejects.toThrow();
    await expect(missing.put("a", bytes("x"))).rejects.toThrow();
    await expect(missing.check()).rejects.toThrow();
    await expect(listed(missing, "")).rejects.toThrow();
  });

  test("a store that is away is said to be", async () => {
    const away = new S3Archive({ bucket: "hud", prefix: "", endpoint: "http://127.0.0.1:1", region: "us-east-1" });
    await expect(away.check()).rejects.toThrow();
  });
});

describe("raw deliveries", () => {
  const received_at = new Date("2026-03-01T23:59:59.999-05:00");
  const delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

  test("lie under their event and the day, in UTC, that they were received", () => {
    const key = rawDeliveryKey("workflow_job", delivery, received_at);
    expect(key).toBe(`raw/workflow_job/2026/03/02/${delivery}.json.gz`);
    expect(parseRawDeliveryKey(key)).toEqual({ event: "workflow_job", day: "2026-03-02", delivery });
    for (const other of ["", "log/a/b/1", "raw/push/2026/1/1/x.json.gz", "raw/push/2026/01/01/x.json", `x${key}`]) {
      expect(parseRawDeliveryKey(other)).toBeNull();
    }
  });

  test.each(archives)("come back whole from %s", async (_name, open) => {
    const archive = open();
    const payload = JSON.stringify({ text: "é😀\u0000", long: "x".repeat(1_000_000) });
    await archiveRawDelivery(archive, { event: "push", delivery, payload: bytes(payload) }, received_at);
    const [key = ""] = await keysOf(archive, "raw/push/2026/03/02");
    expect(key).toBe(rawDeliveryKey("push", delivery, received_at));
    expect(await readRawDelivery(archive, key)).toBe(payload);
    expect(gunzipSync((await archive.get(key)) ?? new Uint8Array()).toString()).toBe(payload);
    expect(await readRawDelivery(archive, "raw/push/2026/03/02/other.json.gz")).toBeNull();
  });
});
