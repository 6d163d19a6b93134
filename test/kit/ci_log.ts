/** A job's log as GitHub's runner writes one: times, groups, colours, and a compile error near its end. */

export interface CiLogOptions {
  /** Of the build, beside some forty around it. */
  lines: number;
  fails: boolean;
  /** What differs between two runs of one job without meaning anything. */
  run: number;
}

export const failing_line = "src/engine/nozzle.cpp:88:14: error: use of undeclared identifier 'thrust_vector'";

export interface CiLog {
  text: string;
  /** Counts from 1; 0 when it does not fail. */
  failing_line_num: number;
}

export function ciLog({ lines, fails, run }: CiLogOptions): CiLog {
  const began = Date.UTC(2026, 0, 1) + run * 86_400_000;
  const out: string[] = [];
  const say = (...texts: string[]): void => {
    for (const text of texts) {
      const time = new Date(began + out.length * 13).toISOString().replace("Z", "0000Z");
      out.push(`${out.length === 0 ? "\ufeff" : ""}${time} ${text}`);
    }
  };
  let failing_line_num = 0;
  say("Current runner version: '2.328.0'");
  say("##[group]Operating System", "Ubuntu", "24.04.3", "LTS", "##[endgroup]");
  say("##[group]Run actions/checkout@v4", "with:", "  repository: acme/rocket", "##[endgroup]");
  say("##[command]/usr/bin/git log -1 --format=%H", (0xabc + run).toString(16).padStart(40, "a3f0"));
  say(
    "##[group]Run cmake --build build",
    "\x1b[36;1mcmake --build build\x1b[0m",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
  );
  for (let line = 1; line <= lines; line++) {
    const [file, seconds] = [`valve_${line % 5_000}.cpp`, ((line * run) % 13) / 10];
    if (line % 40 === 13) {
      say(
        `\x1b[1m\x1b[35msrc/engine/${file}:${line % 300}:9: warning: \x1b[0munused variable \x1b[1m'pressure'\x1b[0m`,
      );
    } else
      say(
        `[${line}/${lines}] \x1b[32mBuilding CXX object\x1b[0m src/engine/CMakeFiles/engine.dir/${file}.o ${seconds}s`,
      );
    if (!fails || line !== Math.floor(lines * 0.9)) continue;
    const [place, message] = failing_line.split("error: ");
    say(`\x1b[1m${place}\x1b[0;1;31merror: \x1b[0m\x1b[1m${message}\x1b[0m`);
    failing_line_num = out.length;
    say(
      "   88 |   return \x1b[0;1;31mthrust_vector\x1b[0m(angle);",
      "      |          \x1b[0;1;32m^\x1b[0m",
      "1 error generated.",
    );
    say("ninja: build stopped: subcommand failed.");
  }
  if (fails) say("##[error]Process completed with exit code 1.");
  else say("100% tests passed, 0 tests failed out of 240");
  say(
    "##[group]Post Run actions/checkout@v4",
    "##[command]/usr/bin/git config --local --unset-all core.sshCommand",
    "##[endgroup]",
  );
  say("Cleaning up orphan processes");
  return { text: `${out.join("\n")}\n`, failing_line_num };
}
