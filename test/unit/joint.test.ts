/** Joint work: once for all who ask while it waits, never begun before it was asked for, and nothing kept afterwards. */
import { Joint } from "lib/server/joint";

/** Work whose end is told from outside; `begun` counts how often it was begun. */
function work() {
  const ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const make = (): Promise<string> => new Promise((resolve, reject) => ends.push({ resolve, reject }));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { ends, make, turn };
}

test("who asks while it runs shares the next one, which begins afterwards", async () => {
  const joint = new Joint<string>();
  const { ends, make, turn } = work();
  const first = joint.ask("page", make);
  const later = [joint.ask("page", make), joint.ask("page", make), joint.ask("page", make)];
  await turn();
  expect(ends).toHaveLength(1);
  ends[0]?.resolve("old");
  expect(await first).toBe("old");
  await turn();
  expect(ends).toHaveLength(2);
  const latest = joint.ask("page", make);
  ends[1]?.resolve("new");
  expect(await Promise.all(later)).toEqual(["new", "new", "new"]);
  await turn();
  expect(ends).toHaveLength(3);
  ends[2]?.resolve("newest");
  expect(await latest).toBe("newest");
});

test("different questions do not wait for each other, and nothing is remembered", async () => {
  const joint = new Joint<string>();
  const { ends, make } = work();
  const [one, other] = [joint.ask("one", make), joint.ask("other", make)];
  expect(ends).toHaveLength(2);
  ends[1]?.resolve("b");
  ends[0]?.resolve("a");
  expect([await one, await other]).toEqual(["a", "b"]);
  const again = joint.ask("one", make);
  expect(ends).toHaveLength(3);
  ends[2]?.resolve("c");
  expect(await again).toBe("c");
});

test("a failure is of those who share it; who waits for the next one gets that", async () => {
  const joint = new Joint<string>();
  const { ends, make, turn } = work();
  const first = joint.ask("page", make);
  const second = joint.ask("page", make);
  ends[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  await turn();
  ends[1]?.resolve("back");
  expect(await second).toBe("back");
  const third = joint.ask("page", make);
  await turn();
  expect(ends).toHaveLength(3);
  ends[2]?.reject(new Error("away again"));
  await expect(third).rejects.toThrow("away again");
});

test("the next one begins when all has been read, before the first is made; who asks after that begins anew", async () => {
  const joint = new Joint<string>();
  const { ends, make, turn } = work();
  let hasRead = (): void => undefined;
  const first = joint.ask("page", (told) => {
    hasRead = told;
    return make();
  });
  const second = joint.ask("page", make);
  await turn();
  expect(ends).toHaveLength(1);
  hasRead();
  await turn();
  expect(ends).toHaveLength(2);
  const third = joint.ask("page", make);
  await turn();
  expect(ends).toHaveLength(2);
  ends[0]?.resolve("one");
  expect(await first).toBe("one");
  await turn();
  expect(ends).toHaveLength(2);
  ends[1]?.resolve("two");
  expect(await second).toBe("two");
  await turn();
  ends[2]?.resolve("three");
  expect(await third).toBe("three");

  const read = joint.ask("page", (told) => {
    told();
    return make();
  });
  await turn();
  const after = joint.ask("page", make);
  expect(ends).toHaveLength(5);
  ends[4]?.resolve("after");
  ends[3]?.resolve("before");
  expect([await read, await after]).toEqual(["before", "after"]);
});
