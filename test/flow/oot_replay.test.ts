/** Archived relay callbacks, replayed: the same jobs as the endpoint recorded, whatever lies beside them in the archive. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderArchive } from "lib/archive/folder";
import { archiveRawDelivery } from "lib/archive/raw_delivery";
import { createTables } from "lib/store/tables";
import { push } from "scripts/demo/payloads/push";
import { runReplay } from "scripts/replay/command";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { callback } from "test/kit/oot";
import { type Ran, runInside } from "test/kit/run_command";
import { storedRecords } from "test/kit/stored_records";

let dynamodb: TestDynamodb;
let data_dir = "";
const prefix = "oot-replay-";

beforeAll(async () => {
  dynamodb = await startDynamodb();
  data_dir = await mkdtemp(join(tmpdir(), "hud-oot-replay-"));
  await createTables(dynamodb.client, prefix);
  const archive = new FolderArchive(join(data_dir, "archive"));
  const job = { backend: "vendor/backend", pr: 7, delivery: "d", job: "a", check: 1 };
  const told = [
    callback({ ...job, conclusion: "failure" }),
    callback({ ...job, status: "in_progress" }),
    callback({ ...job, backend: "other/backend" }),
  ];
  for (const [index, payload] of told.entries()) await receive(archive, "oot_result", `oot-${index}`, payload);
  await receive(archive, "oot_result", "oot-broken", { trusted: {} });
  await receive(archive, "push", "push-1", push());
});
afterAll(async () => {
  await dynamodb.stop();
  await rm(data_dir, { recursive: true, force: true });
});

const receive = (archive: FolderArchive, event: string, delivery: string, payload: unknown): Promise<unknown> =>
  archiveRawDelivery(archive, { event, delivery, payload: Buffer.from(JSON.stringify(payload)) }, new Date());

const replay = (...args: string[]): Promise<Ran> =>
  runInside(runReplay, {
    args,
    env: { DYNAMODB_ENDPOINT: dynamodb.url, DYNAMODB_TABLE_PREFIX: prefix, HUD_DATA_DIR: data_dir },
  });
const jobs = async (): Promise<unknown[]> =>
  Object.values((await storedRecords(dynamodb.client, prefix)).oot_workflow_job ?? {});

test("one backend's callbacks alone, by its name", async () => {
  const ran = await replay("--repo", "Other/Backend", "--event", "oot_result");
  expect(ran.out).toMatch(/oot_result +1 +0 +0/);
  expect(await jobs()).toMatchObject([{ repo: "other/backend" }]);
});

test("all of them end in the jobs that were recorded; one that cannot be understood is named, and its neighbours go on", async () => {
  const ran = await replay();
  expect(ran.code).toBe(1);
  expect(ran.out + ran.err).toMatch(/oot-broken.*trusted\.verified_repo/);
  expect(ran.out).toMatch(/push +1 +0 +0/);
  expect(await jobs()).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        repo: "vendor/backend",
        status: "completed",
        conclusion: "failure",
        queue_time: 12,
        execution_time: 60,
      }),
      expect.objectContaining({ repo: "other/backend", conclusion: "success" }),
    ]),
  );
});
