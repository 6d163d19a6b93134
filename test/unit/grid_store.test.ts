/** What the grid's page reads, and when: the first page, older ones, and afterwards only what the news name. */
import { ApiError } from "lib/browser/fetch_json";
import { type GridQuestion, GridStore } from "lib/browser/grid_store";
import type { GridPage } from "lib/model/grid_page";

const all = Array.from({ length: 130 }, (_, index) => index.toString(16).padStart(40, "0"));
const question: GridQuestion = {
  ...{ repo: "acme/rocket", branch: "main", page: 0, per_page: 50 },
  ...{ author: "", message: "", show: "", hide: "" },
};

/** A server with some commits, newest first; it can be told to fail. */
class Server {
  readonly asked: string[] = [];
  failing: ApiError | null = null;
  letters = "O";
  constructor(public shas: string[]) {}

  readonly read = (url: string): Promise<GridPage> => {
    this.asked.push(url);
    if (this.failing) return Promise.reject(this.failing);
    const { pathname, searchParams } = new URL(url, "http://any.invalid");
    const page = Number(pathname.split("/").at(-1));
    const per_page = Number(searchParams.get("per_page"));
    const named = searchParams.get("shas")?.split(",");
    const shas = named ?? this.shas.slice(page * per_page, (page + 1) * per_page);
    return Promise.resolve({
      commits: shas.map((sha) => ({
        ...{ sha, time: "2026-03-01T12:00:00Z", commitTitle: sha, commitMessageBody: "", author: "ada" },
        ...{ authorUrl: null, prNum: null, commitUrl: null },
      })),
      ...{ jobNames: ["ci / a"], providers: ["github"], hidden: { check: 0, oot: 0 } },
      letters: shas.map(() => this.letters),
      more: named === undefined && this.shas.length > (page + 1) * per_page,
    });
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function listen(server: Server, asked: Partial<GridQuestion> = {}) {
  const store = new GridStore({ ...question, ...asked }, server.read);
  const leave = store.subscribe(() => undefined);
  store.refresh(0);
  return { store, leave };
}
const shown = ({ state }: GridStore) => state.sheet?.commits.map(({ sha }) => sha);

test("older pages join on, without a commit twice, until there are no more", async () => {
  const server = new Server(all);
  const { store } = listen(server);
  await pass(0);
  expect(shown(store)).toEqual(all.slice(0, 50));
  expect(store.state).toMatchObject({ more: true, next_page: 1, error: null });
  store.loadMore();
  store.loadMore();
  expect(store.state.loading_more).toBe(true);
  await pass(0);
  expect(shown(store)).toEqual(all.slice(0, 100));
  store.loadMore();
  await pass(0);
  expect(shown(store)).toEqual(all);
  expect(store.state).toMatchObject({ more: false, loading_more: false });
  expect(server.asked).toHaveLength(3);
});

test("changed cells: their commits alone are read, together, and only those that are there", async () => {
  const server = new Server(all);
  const { store } = listen(server, { show: "oot" });
  await pass(0);
  server.letters = "X";
  store.hear({ kind: "cells", shas: [all[3] ?? "", all[99] ?? ""] });
  store.hear({ kind: "cells", shas: [all[4] ?? ""] });
  await pass(1_000);
  expect(server.asked).toHaveLength(2);
  expect(server.asked[1]).toContain(`shas=${all[3]}%2C${all[4]}`);
  expect(server.asked[1]).toContain("show=oot");
  expect(
    store.state.sheet?.letters.map((letter, row) => (letter === "X" ? row : -1)).filter((row) => row >= 0),
  ).toEqual([3, 4]);
});

test("so many changed cells that their page costs less", async () => {
  const server = new Server(all);
  const { store } = listen(server);
  await pass(0);
  store.hear({ kind: "cells", shas: all.slice(0, 40) });
  await pass(3_000);
  expect(server.asked).toHaveLength(2);
  expect(server.asked[1]).not.toContain("shas=");
});

test("new commits come on top, and what has been read below stays, without a gap", async () => {
  const server = new Server(all.slice(5));
  const { store } = listen(server);
  await pass(0);
  store.loadMore();
  await pass(0);
  server.shas = all;
  store.hear({ kind: "commits", shas: all.slice(0, 5) });
  await pass(1_000);
  expect(shown(store)).toEqual(all.slice(0, 105));
  store.loadMore();
  await pass(0);
  expect(shown(store)).toEqual(all);
});

test("on an older page new commits are no news", async () => {
  const server = new Server(all);
  const { store } = listen(server, { page: 1 });
  await pass(0);
  store.hear({ kind: "commits", shas: ["f".repeat(40)] });
  await pass(1_000);
  expect(server.asked).toHaveLength(1);
});

test("a failure is told, tried again later and later, and healed without losing what was there", async () => {
  const server = new Server(all);
  const { store } = listen(server);
  await pass(0);
  server.failing = new ApiError("The warehouse is away", 503);
  store.hear({ kind: "reload" });
  await pass(500);
  expect(store.state.error?.message).toBe("The warehouse is away");
  expect(shown(store)).toEqual(all.slice(0, 50));
  await pass(60_000);
  const tried = server.asked.length;
  expect(tried).toBeGreaterThan(4);
  expect(tried).toBeLessThan(12);
  server.failing = null;
  store.retry();
  await pass(0);
  expect(store.state.error).toBeNull();
});

test("what was refused is not asked again and again", async () => {
  const server = new Server(all);
  server.failing = new ApiError("per_page: must be a whole number", 400);
  listen(server);
  await pass(120_000);
  expect(server.asked).toHaveLength(1);
});

test("nobody who listens, nothing that is read", async () => {
  const server = new Server(all);
  const { store, leave } = listen(server);
  await pass(0);
  store.hear({ kind: "reload" });
  leave();
  await pass(10_000);
  expect(server.asked).toHaveLength(1);
});
