/** What commits, pull requests, issues and comments of the demo's world say. */
import type { Random } from "scripts/demo/random";

const areas = [
  "telemetry",
  "ops",
  "autograd",
  "scheduler",
  "memory",
  "ffi",
  "bench",
  "io",
  "ir",
  "docs",
  "build",
  "ci",
  "quant",
];

const verbs = [
  "Fix",
  "Speed up",
  "Remove",
  "Add a test for",
  "Simplify",
  "Split",
  "Document",
  "Guard",
  "Rewrite",
  "Cache",
  "Port",
  "Unify",
];

const things = [
  "the ring buffer's wrap-around",
  "strided copies of empty views",
  "shape inference for `concat` with zero inputs",
  "the race between `flush()` and `close()`",
  "dtype promotion in mixed comparisons",
  "kernel selection on small batches",
  "error messages of the graph verifier",
  "lifetime of borrowed tensors across the FFI",
  "the allocator's free list",
  "timeouts in the worker pool",
  "constant folding of std::vector<int> arguments",
  "parsing of Unicode identifiers (größe, 名前)",
  "the fallback path when AVX-512 is missing",
  "symbol visibility on Windows",
  "checkpoint loading from read-only folders",
  "flaky sleeps in the scheduler's tests",
  "the deprecated `run_once` entry point",
  "signal handling in forked children",
  "reduction order, so that results are the same on every run",
  "the cost model's table of launch overheads",
];

const reasons = [
  "The old code kept a reference to the first element, which moves when the buffer grows. Nothing noticed because the tests only ever pushed powers of two.",
  "Profiling a training step showed 11 % of the time in this function, nearly all of it in a lock that nobody contends for.",
  "This came up while bisecting last week's breakage: the check compares pointers where it means values.",
  "Two callers disagreed on who owns the result. It is the caller's now, and the header says so.",
  "The limit was 64 because a bit set was convenient; there are machines with more than that now.",
  "We promise that this never allocates after warm-up. It did, once for every new shape.",
];

const plans = [
  "The fix is the smallest one that I can defend on a release branch. A larger clean-up follows.",
  "Measured on a 16-core machine, median of 30 runs: 4.81 ms before, 3.02 ms after; nothing else moves.",
  "I looked at doing this in the verifier instead, but then every pass would have to know about it.",
  "No change in behaviour is intended, and the generated code is identical byte for byte.",
  "There is a new test that fails without the change; it runs in 40 ms.",
];

const endings = [
  "Test plan:\n- unit tests\n- ran the failing configuration 200 times in a loop",
  "* adds `remap()`\n* drops the second copy\n* renames `size` to `size_bytes`, since it was not the count",
  "Thanks to everybody who helped to reproduce this 🙏",
  "See also the discussion in the design notes, section 3.2.",
];

/** A change's title and the paragraphs of its description. */
export function describeChange(chance: Random): { title: string; body: string } {
  const subject = `${chance.pick(verbs)} ${chance.pick(things)}`;
  const title = chance.chance(0.35) ? `[${chance.pick(areas)}] ${subject}` : subject;
  const long = chance.chance(0.05)
    ? `, and ${chance.pick(verbs).toLowerCase()} ${chance.pick(things)} while at it`
    : "";
  const paragraphs = [chance.pick(reasons)];
  if (chance.chance(0.7)) paragraphs.push(chance.pick(plans));
  if (chance.chance(0.4)) paragraphs.push(chance.pick(endings));
  if (chance.chance(0.3)) paragraphs.push(`Fixes #${chance.int(1000, 9999)}`);
  return { title: title + long, body: paragraphs.join("\n\n") };
}

/** What the dependency bot proposes. */
export function describeBump(chance: Random): { title: string; body: string } {
  const library = chance.pick(["libquill", "fastmap", "pytable", "glyphs", "node-spline", "tinyhttpd"]);
  const from = `${chance.int(1, 4)}.${chance.int(0, 20)}.${chance.int(0, 9)}`;
  const to = from.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  return {
    title: `Bump ${library} from ${from} to ${to}`,
    body: `Bumps ${library} from ${from} to ${to}.\n\nsigned-off-by: depkeeper[bot]`,
  };
}

/** A branch's name for a change. */
export function branchName(title: string, login: string, number: number): string {
  const words = title
    .replace(/^\[.*?\]\s*/, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ["change"];
  return `${login.replace(/\[bot\]$/, "")}/${words.slice(0, 4).join("-")}-${number % 100}`;
}

export const remarks = [
  "Could you add a test with an empty input?",
  "Nice find. Does the same hold for the strided case?",
  "I ran this on our nightly machines: no regressions, 3 % faster on the small shapes.",
  "The failure in `test (default, 2, …)` looks unrelated; it has been red on main since this morning.",
  "Rebased, and renamed as suggested. PTAL!",
  "merge bot, please rerun the failed jobs",
  "LGTM ✨ — one nit inline.",
  "これは良さそうです。ベンチマークの結果も貼ってもらえますか？",
];
