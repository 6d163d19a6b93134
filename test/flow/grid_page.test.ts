/** The lean page and the full grid are two ways to say one thing: whatever ran, their letters agree. */
import { conclusions } from "lib/model/conclusion";
import { marks, toneOf } from "lib/model/mark";
import { gridPage } from "lib/server/grid_page";
import { hudGrid } from "lib/server/hud";
import type { Services } from "lib/server/services";
import * as make from "test/kit/deliveries";
import { Chance } from "test/kit/hud_client";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const { at, sha } = make;
let warehouse: TestWarehouse;
let services: Services & { close(): Promise<void> };

beforeAll(async () => {
  warehouse = await startWarehouse();
  services = servicesWith(warehouse);
});
afterAll(async () => {
  await services.close();
  await warehouse.stop();
});

const push = (names: readonly string[]) =>
  make.push(99, {
    commits: names.map((name, index) => make.commit(name, { timestamp: at(index) })),
    head_commit: null,
    after: sha(names.at(-1) ?? ""),
  });

/** Retries, schedules, forks, runs and jobs never heard of, names with slashes, everything that a job can end as. */
function traffic(chance: Chance, names: readonly [string, ...string[]]): make.Delivery[] {
  const told: make.Delivery[] = [push(names)];
  for (let run_id = 1; run_id <= 60; run_id++) {
    const head_sha = sha(chance.pick([...names]));
    const workflow = chance.pick(["CI", "CI / nightly", "Lint"]);
    const attempts = 1 + chance.below(2);
    for (let run_attempt = 1; run_attempt <= attempts; run_attempt++) {
      const ended = chance.below(4) > 0;
      const run = {
        ...{ id: run_id, run_attempt, head_sha, name: run_id % 5 === 0 ? null : workflow },
        ...(ended ? { status: "completed", conclusion: chance.pick(conclusions) } : { status: "in_progress" }),
        ...(chance.below(8) === 0 && { head_repository: { full_name: "someone/else" } }),
      };
      if (chance.below(8) > 0) told.push(make.run(run));
      for (let count = chance.below(4); count > 0; count--) {
        const status = chance.pick(["queued", "in_progress", "waiting", "completed", "completed", "completed"]);
        const conclusion = status === "completed" ? chance.pick(conclusions) : null;
        const name = chance.pick(["build", "nightly / build", "test (1, 2)"]);
        const workflow_name = chance.pick(["", null, ...Array<string>(8).fill(workflow)]);
        const id = 1 + chance.below(100_000);
        told.push(make.job({ id, run_id, run_attempt, head_sha, name, workflow_name, status, conclusion }));
      }
    }
  }
  return told;
}

test.each([1, 2, 3, 4])("traffic %i", async (seed) => {
  const repo = `lean/traffic-${seed}`;
  await warehouse.replicate(repo, traffic(new Chance(seed), ["a", "b", "c", "d", "e"]));
  const asked = { repo, branch: "main", page: 0, per_page: 50 };
  const [full, lean] = await Promise.all([hudGrid(services, asked), gridPage(services, asked)]);
  expect(lean.letters.join("").trim().length).toBeGreaterThan(20);
  expect(lean.jobNames).toEqual(full.jobNames);
  const letters = full.shaGrid.map(({ jobs }) => jobs.map((cell) => marks[toneOf(cell)].letter).join(""));
  expect(lean.letters).toEqual(letters);
  expect(full.shaGrid).toMatchObject(lean.commits);
});

test("pages join without gaps or repeats, and the last says that it is", async () => {
  const repo = "lean/pages";
  const names = Array.from({ length: 7 }, (_, index) => `page ${index}`);
  await warehouse.replicate(repo, [push(names)]);
  const page = (index: number) => gridPage(services, { repo, branch: "main", page: index, per_page: 3 });
  const pages = await Promise.all([0, 1, 2, 3].map(page));
  expect(pages.map(({ more }) => more)).toEqual([true, true, false, false]);
  expect(pages.flatMap(({ commits }) => commits.map((commit) => commit.sha))).toEqual(names.toReversed().map(sha));
  await expect(gridPage(services, { repo, branch: "no", page: 0, per_page: 3 })).rejects.toMatchObject({ status: 404 });
});
