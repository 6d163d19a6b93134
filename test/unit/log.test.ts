/** The log hides what must not be read there, wherever an object carries it. */
import { spawnSync } from "node:child_process";

/** What a process writes that logs the given objects. */
function logged(...objects: object[]): string {
  const script = `import { openLog } from "./lib/log.ts"; const log = openLog("trace", "web");
    for (const object of ${JSON.stringify(objects)}) log.info(object, "said");`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { encoding: "utf8" })
    .stdout;
}

test("secrets by their names, and signatures and tokens in headers", () => {
  const headers = {
    ...{
      authorization: "s3cret-1",
      cookie: "s3cret-2",
      "x-hub-signature-256": "s3cret-3",
      "circleci-signature": "s3cret-4",
    },
    ...{ "x-oot-relay-token": "s3cret-5", "x-hud-internal-bot": "s3cret-6", "user-agent": "octo" },
  };
  const text = logged(
    { token: "s3cret-7", config: { password: "s3cret-8", url: "http://clickhouse" } },
    { headers },
    { req: { headers } },
    { err: { request: { headers } } },
  );
  expect(text).not.toContain("s3cret");
  expect(text.split("\n").filter((line) => line !== "")).toHaveLength(4);
  expect(text).toContain("http://clickhouse");
  expect(text).toContain("octo");
});
