/** Nothing that was acknowledged is ever lost: the whole HUD, and each of its parts, is killed in the middle of ingesting. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { HudGrid } from "lib/model/grid";
import { hash } from "test/kit/ci_traffic";
import * as make from "test/kit/deliveries";
import { hud_parts, start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { Chance, HudClient, until } from "test/kit/hud_client";

const kills = 5;
const commits = 10;
const senders = 8;
let data_dir: string;

beforeAll(async () => {
  data_dir = await mkdtemp(join(tmpdir(), "hud-durability-"));
});

afterAll(async () => {
  await stopHuds();
  await rm(data_dir, { recursive: true, force: true });
}, 60_000);

/** What the HUD has said 200 to, over all its lives. */
class Ledger {
  private next = 1;
  /** Delivery id → the body that was sent. */
  readonly deliveries = new Map<string, { event: string; body: string }>();
  /** Job id → the furthest that was acknowledged. */
  readonly jobs = new Map<number, "pending" | "success">();

  constructor(private client: HudClient) {}

  use(client: HudClient): void {
    this.client = client;
  }

  /** One new job: in progress, and then completed. Rejects when the HUD is not there to answer. */
  async sendJob(): Promise<void> {
    const number = this.next++;
    const id = 1_000 + number;
    const fields = {
      id,
      run_id: number % commits,
      name: `job ${Math.floor(number / commits)}`,
      head_sha: hash(`c${number % commits}`),
    };
    await this.send(id, "pending", make.job({ ...fields, status: "in_progress" }));
    await this.send(id, "success", make.job({ ...fields, status: "completed", conclusion: "success" }));
  }

  private async send(id: number, state: "pending" | "success", delivery: make.Delivery): Promise<void> {
    const name = `job-${id}-${state}`;
    const { status } = await this.client.deliver(delivery, name, { expect: [503], timeout_seconds: 15 });
    if (status !== 200) return;
    this.deliveries.set(name, { event: delivery.event, body: JSON.stringify(delivery.payload) });
    this.jobs.set(id, state);
  }

  /** Sends on eight connections until the HUD is gone, or `stop` says so. */
  async sendUntil(stop: () => boolean): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!stop()) await this.sendJob().catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
    };
    await Promise.all(Array.from({ length: senders }, sender));
  }
}

/** What is acknowledged and not shown as it must be. */
function missing(grid: HudGrid, ledger: Ledger): string[] {
  const shown = new Map(
    grid.shaGrid.flatMap(({ jobs }) =>
      jobs.flatMap((cell) => ("id" in cell ? [[cell.id, cell.conclusion] as const] : [])),
    ),
  );
  return [...ledger.jobs].flatMap(([id, state]) => {
    const is = shown.get(Number(id));
    // A completion may have been stored just before the kill, and never acknowledged.
    return is === state || (state === "pending" && is === "success")
      ? []
      : [`job ${id}: ${is ?? "not there"}, not ${state}`];
  });
}

test(
  `${kills} × kill -9 of everything, and of each part, in mid-ingest: 0 lost`,
  async () => {
    const chance = new Chance(42);
    let hud: TestHud = await startHud({ data_dir });
    const ledger = new Ledger(new HudClient(hud));
    const push = make.push(0, {
      after: hash("c9"),
      commits: Array.from({ length: commits }, (_, index) => make.commit("x", { id: hash(`c${index}`) })),
      head_commit: null,
    });
    await new HudClient(hud).deliver(push);

    for (let life = 1; life <= kills; life++) {
      const enough = ledger.jobs.size + 40 + chance.below(80);
      let is_over = false;
      const sending = ledger.sendUntil(() => is_over);
      if (life === 3) {
        for (const part of hud_parts) {
          const before = ledger.deliveries.size;
          await until("it takes deliveries", () => Promise.resolve(ledger.deliveries.size > before + 30));
          hud.signal(part, "SIGKILL");
        }
      }
      await until("enough is acknowledged", () => Promise.resolve(ledger.jobs.size >= enough), { every_ms: 5 });
      await hud.killAll();
      is_over = true;
      await sending;
      hud = await startHud({ data_dir });
      ledger.use(new HudClient(hud));
    }

    const client = new HudClient(hud);
    const read = async (): Promise<string[]> => missing(await client.grid(make.repo, "main"), ledger);
    await until("all of it is shown", async () => (await read()).length === 0, { seconds: 90, every_ms: 250 }).catch(
      () => undefined,
    );
    expect(await read()).toEqual([]);
    expect(ledger.jobs.size).toBeGreaterThan(kills * 40);

    // And every raw delivery is whole in the archive.
    const raw = join(data_dir, "archive", "raw");
    const files = new Map(
      (await readdir(raw, { recursive: true })).map((path) => [
        path.replace(/^.*\//, "").replace(".json.gz", ""),
        path,
      ]),
    );
    const damaged: string[] = [];
    for (const [delivery, { event, body }] of ledger.deliveries) {
      const path = files.get(delivery) ?? "";
      const kept = path.startsWith(`${event}/`)
        ? gunzipSync(await readFile(join(raw, path))).toString("utf8")
        : "nothing";
      if (kept !== body) damaged.push(delivery);
    }
    expect(damaged).toEqual([]);

    const { parked } = await client.json<{ parked: number }>("/api/freshness");
    expect(parked).toBe(0);
  },
  start_ms_max + 240_000,
);
