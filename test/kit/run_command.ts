/** Runs a command of scripts/ inside the test, and keeps what it wrote. */
import { type Command, finish } from "scripts/command";
import { Writable } from "node:stream";

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface RunOptions {
  args: string[];
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/** @param env is all of the environment: nothing of the machine's own reaches the command. */
export async function runInside(command: Command, { args, env = {}, signal }: RunOptions): Promise<Ran> {
  const written = { out: "", err: "" };
  const into = (name: keyof typeof written): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString();
        done();
      },
    });
  const code = await finish(command, {
    args,
    env,
    folder: "/no/such/folder",
    out: into("out"),
    err: into("err"),
    signal: signal ?? new AbortController().signal,
  });
  return { code, ...written };
}
