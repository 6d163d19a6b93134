/** What the demo's jobs say when they fail: for a reason that is in the code, or for none. */
import type { JobPlan } from "scripts/demo/catalogue/workflows";
import type { Random } from "scripts/demo/random";

export type FailureText = (chance: Random) => string[];
type ByKind = Readonly<Record<JobPlan["kind"], readonly FailureText[]>>;

const tests = [
  "test_concat_of_nothing",
  "test_strided_view",
  "test_flush_then_close",
  "test_mixed_comparison",
  "test_wraps_around",
  "test_read_only_folder",
];
const modules = ["ops", "runtime", "graph", "checkpoint", "telemetry", "ffi"];

const assertion: FailureText = (chance) => {
  const [module, name] = [chance.pick(modules), chance.pick(tests)];
  const [got, wanted] = [chance.int(2, 90), chance.int(91, 200)];
  return [
    "=================================== FAILURES ===================================",
    `_________________________ Test${chance.int(1, 9)}.${name} _________________________`,
    "",
    `    def ${name}(self):`,
    "        result = self.run_case(size=(0, 4))",
    `>       assert result.numel() == ${wanted}`,
    `E       assert ${got} == ${wanted}`,
    `E        +  where ${got} = numel()`,
    "",
    `test/test_${module}.py:${chance.int(40, 900)}: AssertionError`,
    "=========================== short test summary info ============================",
    `FAILED test/test_${module}.py::Test${module.charAt(0).toUpperCase()}${module.slice(1)}::${name} - assert ${got} == ${wanted}`,
    `=========== 1 failed, ${chance.int(400, 900)} passed, ${chance.int(3, 30)} skipped in ${chance.int(90, 900)}.41s ============`,
  ];
};

const exception: FailureText = (chance) => {
  const [module, name] = [chance.pick(modules), chance.pick(tests)];
  return [
    "Traceback (most recent call last):",
    `  File "/opt/ci/test/test_${module}.py", line ${chance.int(40, 900)}, in ${name}`,
    "    graph.verify(strict=True)",
    `  File "/opt/ci/rocket/graph/verifier.py", line ${chance.int(20, 300)}, in verify`,
    "    raise ShapeError(node, expected, given)",
    `RuntimeError: shapes of node 'concat_${chance.int(1, 40)}' do not agree: expected (0, 4), given (4, 0)`,
    "=========================== short test summary info ============================",
    `FAILED test/test_${module}.py::${name} - RuntimeError: shapes of node do not agree`,
  ];
};

const sanitizer: FailureText = (chance) => [
  "=================================================================",
  `==${chance.int(1_000, 60_000)}==ERROR: AddressSanitizer: heap-use-after-free on address 0x60200000${chance.int(1_000, 9_999)} at pc 0x55d0a3 bp 0x7ffd sp 0x7ffd`,
  `READ of size 8 at 0x60200000${chance.int(1_000, 9_999)} thread T0`,
  `    #0 0x55d0a3 in rocket::Arena::pop() src/core/arena.cpp:${chance.int(20, 400)}:11`,
  `    #1 0x55d1f7 in rocket::WorkerPool::drain() src/runtime/worker_pool.cpp:${chance.int(20, 400)}:5`,
  "SUMMARY: AddressSanitizer: heap-use-after-free src/core/arena.cpp in rocket::Arena::pop()",
];

const compile: FailureText = (chance) => {
  const line = chance.int(20, 700);
  return [
    `FAILED: src/CMakeFiles/rocket.dir/ops/concat.cpp.o`,
    "/usr/bin/c++ -DNDEBUG -I../include -O3 -std=c++20 -c ../src/ops/concat.cpp -o src/CMakeFiles/rocket.dir/ops/concat.cpp.o",
    `../src/ops/concat.cpp: In function 'rocket::Tensor rocket::concat(std::span<const Tensor>, int)':`,
    `../src/ops/concat.cpp:${line}:18: error: 'class rocket::Shape' has no member named '${chance.pick(["rank_of", "numel", "strides_at", "is_empty"])}'`,
    `  ${line} |   if (shape.rank_of(axis) == 0) return {};`,
    "      |              ^~~~~~~",
    "ninja: build stopped: subcommand failed.",
  ];
};

const link: FailureText = (chance) => [
  "FAILED: lib/librocket.so",
  `/usr/bin/ld: src/CMakeFiles/rocket.dir/runtime/launch.cpp.o: in function 'rocket::launch(rocket::Kernel const&)':`,
  `launch.cpp:(.text+0x${chance.int(100, 999)}): undefined reference to 'rocket::CostModel::${chance.pick(["overhead", "lookup", "calibrate"])}(int) const'`,
  "collect2: error: ld returned 1 exit status",
  "ninja: build stopped: subcommand failed.",
];

const disk: FailureText = () => [
  "fatal error: error writing to /tmp/ccVb2x.s: No space left on device",
  "compilation terminated.",
];

const reset: FailureText = (chance) => [
  `curl: (56) Recv failure: Connection reset by peer`,
  `ci/fetch.sh: giving up on https://downloads.acme.example/toolchain-${chance.int(3, 9)}.tar.zst after 3 tries`,
];

const lost: FailureText = () => [
  "##[error]The self-hosted runner lost communication with the server. Verify the machine is running and has a healthy network connection.",
];

const timeout: FailureText = (chance) => {
  const name = chance.pick(tests);
  return [
    `+++++++++++++++++++++++++++++++++++ Timeout ++++++++++++++++++++++++++++++++++++`,
    `test/test_telemetry.py::TestFlush::${name} - Failed: Timeout >300.0s`,
    `FAILED test/test_telemetry.py::TestFlush::${name} - Failed: Timeout >300.0s`,
  ];
};

const port: FailureText = (chance) => [
  "  1) [chromium] › e2e/session.spec.ts:41:3 › keeps the session over a reload ──────────────",
  `    Error: expect(page).toHaveURL(expected) failed: timed out ${chance.int(5, 30)}000ms`,
  "  1 failed",
  "    [chromium] › e2e/session.spec.ts:41:3 › keeps the session over a reload ──────────────",
];

const style: FailureText = (chance) => [
  `rocket/${chance.pick(modules)}/__init__.py:${chance.int(1, 60)}:${chance.int(1, 80)}: F401 \`typing.Sequence\` imported but unused`,
  "Found 1 error.",
  "[*] 1 fixable with the `--fix` option.",
];

const types: FailureText = (chance) => [
  `rocket/${chance.pick(modules)}/session.py:${chance.int(10, 400)}: error: Argument "timeout" to "connect" has incompatible type "str"; expected "float"  [arg-type]`,
  "Found 1 error in 1 file (checked 412 source files)",
];

const page: FailureText = (chance) => [
  "Warning, treated as error:",
  `/opt/ci/docs/${chance.pick(modules)}.rst:${chance.int(5, 200)}:undefined label: 'memory-model'`,
];

const deploy: FailureText = () => [
  "An error occurred (AccessDenied) when calling the PutObject operation: User is not authorized to perform: s3:PutObject",
];

export const failure_texts: ByKind = {
  lint: [style, types],
  build: [compile, link],
  test: [assertion, exception, sanitizer],
  docs: [page],
  deploy: [deploy],
};

export const flake_texts: ByKind = {
  lint: [reset],
  build: [disk, reset, lost],
  test: [timeout, port, reset, lost],
  docs: [reset],
  deploy: [deploy, reset],
};
