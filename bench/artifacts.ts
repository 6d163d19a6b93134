/** An artifact of a gigabyte, up and down through the API: how fast, and does the server's memory stay flat? */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { above, below, type Benchmark } from "bench/measure";
import { z } from "zod";

const chunk = Buffer.alloc(1024 * 1024, "artifact ");
const token = "0123456789abcdef0123456789abcdef";
const Ready = z.object({ url: z.url() });
const Memory = z.object({ rss_mb: z.number(), peak_mb: z.number() });

export const artifacts: Benchmark = {
  name: "artifacts",
  method:
    "one artifact of 1 GB uploaded to and downloaded from an archive folder through the API's routes in a process of their own; how much that process's resident memory grew at its peak",
  async run({ quick, say }) {
    const megabytes = quick ? 50 : 1024;
    const folder = await mkdtemp(path.join(tmpdir(), "hud-bench-artifacts-"));
    const child = spawn(process.execPath, ["--import", "tsx", "bench/serve_artifacts.ts", folder, token], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const told = async (): Promise<unknown> => {
      const [message] = await once(child, "message");
      return message;
    };
    try {
      const { url } = Ready.parse(await told());
      const memory = async (): Promise<z.infer<typeof Memory>> => {
        const answer = told();
        child.send("memory");
        return Memory.parse(await answer);
      };
      await upload(url, "warm", 20);
      await download(url, "warm");
      const { rss_mb } = await memory();
      let began = performance.now();
      await upload(url, "large", megabytes);
      const up = (performance.now() - began) / 1000;
      say(`uploaded in ${up.toFixed(1)} s`);
      began = performance.now();
      const bytes = await download(url, "large");
      const down = (performance.now() - began) / 1000;
      if (bytes !== megabytes * chunk.length) throw new Error(`${bytes} bytes came back`);
      const { peak_mb } = await memory();
      return [
        above("upload", megabytes / up, "MB/s", 50),
        above("download", megabytes / down, "MB/s", 50),
        below("memory grew by", peak_mb - rss_mb, "MB", 100),
      ];
    } finally {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const address = (url: string, name: string): string =>
  `${url}/api/artifacts?repo=bench/artifacts&workflow_id=9&run_attempt=1&job_id=90&name=${name}`;

async function upload(url: string, name: string, megabytes: number): Promise<void> {
  const sent = request(address(url, name), { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  const answered = once(sent, "response");
  for (let written = 0; written < megabytes; written++) if (!sent.write(chunk)) await once(sent, "drain");
  sent.end();
  const [response] = await answered;
  if (response.statusCode !== 200) throw new Error(`The upload was answered ${String(response.statusCode)}`);
  response.resume();
  await once(response, "end");
}

async function download(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/api/artifacts/bench/artifacts/9/1/90/${name}`);
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += part.length;
  return bytes;
}
