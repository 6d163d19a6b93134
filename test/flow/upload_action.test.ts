/** The action that sends test reports, run as a runner runs it, against a HUD's door that notes what comes in. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { boundedBody, readForm } from "lib/server/form";
import { parse } from "yaml";
import { z } from "zod";

interface Call {
  authorization: string | undefined;
  fields: Record<string, string>;
  files: Record<string, string>;
}

let folder: string;
let server: Server;
let url: string;
let calls: Call[];
/** What the next calls are answered with; 200 when there is none. */
let statuses: number[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hud-action-"));
  calls = [];
  statuses = [];
  server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url?.startsWith("/repos/")) {
        const jobs = [
          { id: 1, status: "completed", runner_name: "runner-7" },
          { id: 4242, status: "in_progress", runner_name: "runner-7" },
          { id: 3, status: "in_progress", runner_name: "runner-8" },
        ];
        response.end(JSON.stringify({ jobs }));
        return;
      }
      const files: Call["files"] = {};
      const body = boundedBody(request, { bytes_max: 100_000_000 });
      const fields = await readForm(body, request.headers["content-type"] ?? "", {
        files: 1_000,
        onFile: async ({ filename, bytes }) => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of bytes) chunks.push(chunk);
          files[filename] = Buffer.concat(chunks).toString("latin1");
        },
      });
      calls.push({ authorization: request.headers.authorization, fields: Object.fromEntries(fields), files });
      response.statusCode = statuses.shift() ?? 200;
      response.end(JSON.stringify(response.statusCode === 200 ? { ok: true, cases: 3 } : { error: "No." }));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name.endsWith(".gz") ? gzipSync(name) : name);
  }
}

async function run(inputs: Record<string, string>): Promise<{ code: number; output: string; outputs: string }> {
  const outputs = path.join(folder, ".outputs");
  const child = spawn("bash", [path.resolve("actions/upload-test-report/upload.sh")], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HUD_URL: `${url}/`, HUD_API_TOKEN: 'to"ken\\x', HUD_JOB_ID: "77" },
      ...{ GITHUB_REPOSITORY: "octo/widgets", GITHUB_RUN_ID: "9", GITHUB_RUN_ATTEMPT: "2", GITHUB_OUTPUT: outputs },
      ...{ GITHUB_API_URL: url, RUNNER_NAME: "runner-7", ...inputs },
    } as unknown as NodeJS.ProcessEnv, // Next's types want a NODE_ENV, which a runner does not have.
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  await once(child, "close");
  return { code: child.exitCode ?? -1, output, outputs: await readFile(outputs, "utf8").catch(() => "") };
}

const sent = (): string[] => calls.flatMap(({ files }) => Object.keys(files)).sort();

test("sends what the patterns mean, with the token and the job's place", async () => {
  await put("a.xml", "out/b.xml", "out/c.txt", "out/deep/er/d.xml", "out/packed.xml.gz", "other/e.xml");
  const { code, output, outputs } = await run({
    HUD_FILES: "  *.xml\n\n  out/**/*.xml\n./out/*.xml.gz\nnowhere/*.xml\n",
  });
  expect([code, output]).toEqual([0, "Sent 4 test reports with 3 cases.\n"]);
  expect(sent()).toEqual(["a.xml", "out/b.xml", "out/deep/er/d.xml", "out/packed.xml.gz"]);
  expect(calls).toMatchObject([
    {
      authorization: 'Bearer to"ken\\x',
      fields: { repo: "octo/widgets", workflow_id: "9", run_attempt: "2", job_id: "77" },
      files: { "out/b.xml": "out/b.xml", "out/packed.xml.gz": gzipSync("out/packed.xml.gz").toString("latin1") },
    },
  ]);
  expect(outputs).toBe("files=4\ncases=3\n");
});

test("names with blanks, quotes and what shells or forms care for arrive as they are", async () => {
  const names = ["a b.xml", "it's.xml", 'say "hi".xml', "$(touch x).xml", "a;b,c=d.xml", "back\\slash.xml"];
  await put(...names);
  expect((await run({ HUD_FILES: "*.xml" })).code).toBe(0);
  const contents = calls.flatMap(({ files }) => Object.values(files));
  expect(contents.sort()).toEqual([...names].sort());
  expect(sent()).toHaveLength(names.length);
});

test("hundreds of files go in several calls; what is too much at once goes one by one", async () => {
  await put(...Array.from({ length: 450 }, (_, index) => `r/${index}.xml`));
  expect((await run({ HUD_FILES: "r/*.xml" })).output).toBe("Sent 450 test reports with 9 cases.\n");
  expect(calls.map(({ files }) => Object.keys(files).length)).toEqual([200, 200, 50]);
  calls = [];
  statuses = [413];
  await put("s/1.xml", "s/2.xml", "s/3.xml");
  expect((await run({ HUD_FILES: "s/*.xml" })).output).toBe("Sent 3 test reports with 9 cases.\n");
  expect(calls.map(({ files }) => Object.keys(files).length)).toEqual([3, 1, 1, 1]);
});

test("a HUD that refuses is a warning, or an error when that is asked for; one that is busy is tried again", async () => {
  await put("a.xml");
  statuses = [400, 400];
  expect(await run({ HUD_FILES: "a.xml" })).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^::warning.*400.*No\./),
  });
  expect(await run({ HUD_FILES: "a.xml", HUD_FAIL_ON_ERROR: "true" })).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^::error/),
  });
  statuses = [503];
  expect(await run({ HUD_FILES: "a.xml" })).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Sent 1 test report/),
  });
});

test.each([
  ["warn", 0, /^::warning/],
  ["error", 1, /^::error/],
  ["ignore", 0, /^$/],
])("no file at all: %s", async (choice, code, output) => {
  const told = await run({ HUD_FILES: "*.xml", HUD_IF_NO_FILES: choice });
  expect([told.code, calls.length]).toEqual([code, 0]);
  expect(told.output).toMatch(output);
});

test("a runner that does not know its job's id asks GitHub, with a token; without one it says so", async () => {
  await put("a.xml");
  const asked = await run({ HUD_FILES: "a.xml", HUD_JOB_ID: "", HUD_GITHUB_TOKEN: "ghs_x" });
  if (!/jq/.test(asked.output)) expect(calls).toMatchObject([{ fields: { job_id: "4242" } }]);
  expect(await run({ HUD_FILES: "a.xml", HUD_JOB_ID: "" })).toMatchObject({
    output: expect.stringMatching(/github-token/),
  });
});

test("the action hands every input on, and none into a command", async () => {
  const Action = z.object({
    inputs: z.record(z.string(), z.object({ description: z.string() })),
    runs: z.object({
      using: z.literal("composite"),
      steps: z.array(z.object({ run: z.string(), env: z.record(z.string(), z.string()) })),
    }),
  });
  const { inputs, runs } = Action.parse(parse(await readFile("actions/upload-test-report/action.yml", "utf8")));
  const [step] = runs.steps;
  expect(step?.run).not.toMatch(/\$\{\{/);
  for (const name of Object.keys(inputs)) expect(Object.values(step?.env ?? {})).toContain(`\${{ inputs.${name} }}`);
  const script = await readFile("actions/upload-test-report/upload.sh", "utf8");
  for (const variable of Object.keys(step?.env ?? {})) expect(script).toContain(variable);
});
