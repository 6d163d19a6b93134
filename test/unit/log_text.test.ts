/** A log's text on its way: pieces of whole lines, masked secrets, the lines that rules see, and what is kept of it. */
import fc from "fast-check";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FolderArchive } from "lib/archive/folder";
import { cleanLines, line_chars_max } from "lib/logs/clean";
import { keepLog, openLog } from "lib/logs/keep";
import { Masker } from "lib/logs/mask";
import { wholeLines } from "lib/logs/whole_lines";

async function* chunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array, void> {
  let from = 0;
  for (let turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield await Promise.resolve(bytes.subarray(from, from + size));
    from += size;
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("whole lines", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

  test("are the same bytes, however they come, and end with a line break", async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (body, cuts) => {
        const pieces = await all(wholeLines(chunks(body, cuts), "latin1"));
        expect(Buffer.from(pieces.join(""), "latin1").equals(body)).toBe(true);
        for (const piece of pieces.slice(0, -1)) expect(piece.endsWith("\n")).toBe(true);
      }),
    );
  });

  test("never cut a character in two", async () => {
    const words = fc
      .array(fc.constantFrom("é", "😀", "名前", "a", "\n"), { maxLength: 60 })
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(words, sizes, async (text, cuts) => {
        expect((await all(wholeLines(chunks(Buffer.from(text), cuts), "utf8"))).join("")).toBe(text);
      }),
    );
  });

  test("of a log without any are bounded, and cut between words", async () => {
    const word = `${"x".repeat(99)} `;
    const pieces = await all(wholeLines(chunks(Buffer.from(word.repeat(30_000)), [65_536]), "latin1"));
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1_300_000);
    for (const piece of pieces) expect(piece.length % 100).toBe(0);
  });
});

describe("masking", () => {
  const mask = (text: string): string => new Masker().mask(text);
  const fake = (prefix: string, length: number): string => prefix + "aB3".repeat(length).slice(0, length);
  const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJvY3RvIn0xMjM0NTY3", "c2lnbmF0dXJlLW9mLWl0"].join(".");

  test.each([
    ["GitHub's tokens", fake("ghp_", 36)],
    ["GitHub's Actions tokens", fake("ghs_", 36)],
    ["GitHub's fine-grained tokens", fake("github_pat_", 60)],
    ["GitLab's", fake("glpat-", 20)],
    ["AWS's key ids", "AKIA" + "IOSFODNN7EXAMPLE"],
    ["Slack's", fake("xoxb-", 30)],
    ["Google's", fake("AIza", 35)],
    ["JSON web tokens", jwt],
    ["npm's", fake("npm_", 36)],
    ["PyPI's", fake("pypi-", 80)],
    ["Hugging Face's", fake("hf_", 34)],
    ["Docker's", fake("dckr_pat_", 27)],
  ])("hides %s", (_whose, secret) => {
    expect(mask(`before ${secret} after\n`)).toBe("before *** after\n");
    expect(mask(`x="${secret}"\n`)).toBe('x="***"\n');
  });

  test.each([
    ["Authorization: Bearer abcdef123456", "Authorization: Bearer ***"],
    ["> authorization: Basic dXNlcjpwYXNz", "> authorization: Basic ***"],
    ['{"Authorization": "token 0123456789abcdef"}', '{"Authorization": "token ***"}'],
    ["git clone https://octo:hunter22@github.com/o/r", "git clone https://octo:***@github.com/o/r"],
    ["DEPLOY_TOKEN=abcdefgh1234", "DEPLOY_TOKEN=***"],
    ["DB_PASSWORD: correct-horse", "DB_PASSWORD: ***"],
    ["GET /b?x=1&sig=abcdefghijklmnop%2B", "GET /b?x=1&sig=***"],
    ["AccountKey=abcdefghijklmnopqrstuvwxyz==;Suffix=x", "AccountKey=***;Suffix=x"],
    ["password=correct-horse", "password=***"],
    ["mysql --password=correcthorse -e 'select 1'", "mysql --password=*** -e 'select 1'"],
    ["token=abcdefgh1234&x=1", "token=***&x=1"],
    ["api_key: abcdefghijkl", "api_key: ***"],
    ["2026-03-01T12:00:00.1234567Z   api_key: abcdefghijkl", "2026-03-01T12:00:00.1234567Z   api_key: ***"],
    ["spring.datasource.password: correct-horse", "spring.datasource.password: ***"],
    ["token: 550e8400-e29b-41d4-a716-446655440000", "token: ***"],
    ["Your new token: aB3dE6gH9jK2mN5p", "Your new token: ***"],
    ["Generated password: aB3dE6gH", "Generated password: ***"],
    ['{"user": "mona", "accessToken": "abcdefgh", "x": 1}', '{"user": "mona", "accessToken": "***", "x": 1}'],
    [String.raw`body={\"client_secret\":\"abcdefgh\"}`, String.raw`body={\"client_secret\":\"***\"}`],
    ["> X-Api-Key: abcdefgh1234", "> X-Api-Key: ***"],
    ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = ***"],
    ["'password' => 'correct-horse'", "'password' => '***'"],
  ])("hides what stands in its place: %s", (line, hidden) => {
    expect(mask(`${line}\n`)).toBe(`${hidden}\n`);
  });

  // {secret} stands for one, so that a row says at once what is stored and what else stays.
  const github = fake("ghp_", 36);
  const esc = "\u001b";
  test.each([
    `${esc}[32m{secret}${esc}[0m`,
    `${esc}[38;5;208m{secret} done`,
    `${esc}(B${esc}[m{secret}${esc}(B`,
    `${esc}]8;;https://example.com${esc}\\{secret}${esc}]8;;${esc}\\`,
    "[36m{secret}[0m",
    String.raw`{"log":"line\n{secret}\r\n"}`,
    String.raw`{"log":"a\t{secret}\t"}`,
    String.raw`{"log":"{\"a\":\"b\\n{secret}\\n\"}"}`,
    String.raw`"\u001b[32m{secret}\u001b[0m"`,
    String.raw`\x1b[1m{secret}\033[0m \e[1m{secret}\e[0m`,
    "https://example.com/?q=%0A{secret}%0A",
  ])("hides a token next to an escape: %j", (line) => {
    for (const secret of [github, "AKIA" + "IOSFODNN7EXAMPLE", fake("npm_", 36), fake("xoxb-", 30)])
      expect(mask(`${line.replaceAll("{secret}", secret)}\n`)).toBe(`${line.replaceAll("{secret}", "***")}\n`);
  });

  test.each([
    `${esc}[36mAuthorization: Basic {secret}`,
    `Authorization: ${esc}[32mBearer ${esc}[33m{secret}${esc}[0m done`,
    String.raw`"Authorization: Basic {secret}\u001b[0m\r\n"`,
    `  password: ${esc}[32m'{secret}'${esc}[39m,`,
    `${esc}[34;1m"token"${esc}[0m${esc}[1;39m:${esc}[0m ${esc}[0;32m"{secret}"${esc}[0m`,
    `${esc}[01;31m${esc}[KDB_PASSWORD${esc}[m${esc}[K={secret}`,
    `DB_PASSWORD${esc}[0m=${esc}[33m{secret}${esc}[0m,next`,
    `password: ${esc}[32m"{secret}${esc}[0m" next`,
    `token=${esc}]8;;https://example.com\u0007{secret}${esc}]8;;\u0007`,
    `2026-03-01T12:00:00.1234567Z ${esc}[36mpassword${esc}[39m: {secret}`,
    String.raw`{"log":"\u001b[36mpassword\u001b[39m: \u001b[32m'{secret}'\u001b[0m\n"}`,
    String.raw`{"log":"DB_PASSWORD={secret}\nFOO=bar"}`,
    String.raw`{"log":"one\npassword:\t{secret}\ntwo"}`,
    `redis://:${esc}[1m{secret}${esc}[0m@cache:6379/0`,
  ])("hides a value next to an escape: %j", (line) => {
    for (const secret of ["hunter2hunter2hunter2", "q9w8e7r6t5y4u3i2o1p0"])
      expect(mask(`${line.replace("{secret}", secret)}\n`)).toBe(`${line.replace("{secret}", "***")}\n`);
  });

  test.each([
    ["DB_PASSWORD=p@ss;word12345", "DB_PASSWORD=***"],
    ["DB_PASSWORD=abcdefgh1,REST&more;x next", "DB_PASSWORD=*** next"],
    ["DB_PASSWORD=abc\"def'ghi1 next", "DB_PASSWORD=*** next"],
    [String.raw`DB_PASSWORD=CORP\nick12345`, "DB_PASSWORD=***"],
    [`DB_PASSWORD=abc${esc}[31mdefgh12`, "DB_PASSWORD=***"],
    ["db_password: p@ss;word12345", "db_password: ***"],
    ["export DB_PASSWORD='pa ss word longer'", "export DB_PASSWORD='***'"],
    ['FOO_TOKEN="abcdefgh ijklmnop" next', 'FOO_TOKEN="***" next'],
    ["password: 'it''s quite long' # next", "password: '***' # next"],
    [String.raw`"password": "pa \"ss\" word", "x": 1`, '"password": "***", "x": 1'],
    [String.raw`{\"password\": \"pa \\\"ss\\\" word\", \"x\": 1}`, String.raw`{\"password\": \"***\", \"x\": 1}`],
    ['docker run -e "DB_PASSWORD=abcdefgh1" image', 'docker run -e "DB_PASSWORD=***" image'],
    ['DB_PASSWORD="unclosed;rest here', 'DB_PASSWORD="*** here'],
    ["Server=db;Password=abc12345!;Database=app;", "Server=db;Password=***;Database=app;"],
    ["{password: abcd1234efgh,user: mona}", "{password: ***,user: mona}"],
    ["A_TOKEN=abcdefgh,B_TOKEN=ijklmnop,C=d", "A_TOKEN=***,B_TOKEN=***,C=d"],
    ["postgres://user:p@ssw0rd1@db/x", "postgres://user:***@db/x"],
    ["mongodb://me@corp.com:p:a@s@h1:27017,h2/db?x=a@b", "mongodb://me@corp.com:***@h1:27017,h2/db?x=a@b"],
    ["amqp://a:b@h1,amqp://c:d@h2 e@f", "amqp://a:***@h1,amqp://c:***@h2 e@f"],
  ])("hides the whole of a value with special characters: %s", (line, hidden) => {
    expect(mask(`${line}\n`)).toBe(`${hidden}\n`);
  });

  test.each([
    "the token was refused",
    "TOKEN=$GITHUB_TOKEN",
    "token: ***",
    "https://github.com/o/r/actions/runs/1:2",
    "error: expected token `;`",
    "SyntaxError: Unexpected token: identifier",
    "error: unexpected token: `foo_bar2baz`",
    "Invalid password: authentication failed for user mona",
    "password: authentication failed",
    "password: required",
    "Secret scanning: nothing found",
    "Using tokenizer: bert-base-uncased",
    "max_tokens=12345678 total_tokens: 12345678",
    "token_type=authorization_code",
    "password_file=/run/secrets/db_password",
    "private_key: /etc/keys/id_ed25519",
    "src/lexer.rs:7: use crate::token::TokenKind2",
    "    let token = parser.next_token2();",
    "    token := lexer.Next2(scanner)",
    "assert token == 'abcdefgh12345678'",
    "    model = load(name, token=self.token1234)",
    "    login(password=getpass.getpass())",
    "password = ${DB_PASSWORD_2026}",
    "token: <your-token-1234567890>",
    "commit 0123456789abcdef0123456789abcdef01234567",
    "password: ",
    "[sudo] password for mona: ",
    `Password: ${esc}[8m`,
    "token=***",
    `token: ${esc}[32m***${esc}[0m`,
    String.raw`"token: \u001b[32m***\u001b[0m"`,
    'FATAL: Password authentication failed for user "x"',
    "password = get_password(config)",
    "Authorization: Bearer ***",
    `url = "https://x/?password=" + encode(password) + "&user=" + user`,
    "f(token=x,self.y); g(secret=a,b,c,d,e)",
    "!function(){e.token=t,r.push(n.secret=i,o)",
    "MAX_TOKENS=1,2,3,4,5,6,7",
    '    portfolio_share_token = f"share-{portfolio_id}-{org_type}"',
    '{"password": "Password must be at least 8 characters"}',
    '{"INVALID_TOKEN": "The token is invalid"}',
    `DB_PASSWORD: "{{ vault_db_password }}"`,
    `SyntaxError: Unexpected token: 'punc (,)' near "x1"`,
    "https://registry.npmjs.org/@scope/pkg@1.2.3",
    "http://localhost:4873/@scope/pkg@1.2.3",
    "git+ssh://git@github.com/o/r.git@v1",
    "docker://alpine:3.19@sha256:0123456789abcdef",
    'npm ERR! code E401 Unable to authenticate, need: Basic realm="x"',
    "Author: Mona <mona@example.com>, octo@example.com",
    `src/lexer.cc:12:5: ${esc}[31merror:${esc}[0m expected ';' before token: 'return 0;'`,
    `${esc}[32mtask-runner${esc}[0m ${esc}[36mnpm_config_cache${esc}[0m`,
    String.raw`C:\task-queue\npm_modules\token\readme.txt`,
  ])("leaves alone: %s", (line) => {
    expect(mask(`${line}\n`)).toBe(`${line}\n`);
  });

  test("hides a private key line by line, over pieces, and goes on after it", () => {
    const masker = new Masker();
    const at = "2026-03-01T12:00:00.1234567Z ";
    const dashes = "-".repeat(5);
    expect(masker.mask(`${at}before\n${at}${dashes}BEGIN RSA PRIVATE KEY${dashes}\n${at}MIIEpAIBAAKCAQEA\n`)).toBe(
      `${at}before\n${at}***\n${at}***\n`,
    );
    expect(masker.mask(`${at}x9yz\n${at}${dashes}END RSA PRIVATE KEY${dashes}\n${at}after\n`)).toBe(
      `${at}***\n${at}***\n${at}after\n`,
    );
  });

  test("never changes how many lines there are", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(jwt, `${"-".repeat(5)}BEGIN PRIVATE KEY${"-".repeat(5)}`, "password=\tx", "A_TOKEN=abcdefghij"),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.map((one) => one.replaceAll("\n", " ")).join("\n");
        expect(mask(text).split("\n").length).toBe(text.split("\n").length);
      }),
    );
  });

  test.each([
    ["one letter", "a"],
    ["a secret's beginning", "ghp_"],
    ["a token's name", "TOKEN="],
    ["a token's name in prose", "token:"],
    ["a setting's name", "password: "],
    ["the beginning of a key's name", "secret_"],
    ["a JSON web token's beginning", "eyJhbGciOi."],
    ["a URL's beginning", "://a:"],
    ["an authorisation", "authorization: "],
    ["a setting without a space", "password="],
    ["an escape's beginning", "\u001b["],
    ["a link's beginning", "\u001b]8;;"],
    ["escapes after a name", "password\u001b[m"],
    ["at signs", "@"],
    ["a URL with a password", "://a:b@"],
    ["quotes that do not close", String.raw`token=\"a\\\" `],
    ["marks in a value", "DB_PASSWORD=a,b_c.d"],
    ["colours in a value", "TOKEN=a\u001b[mb"],
    ["backslashes", "\\"],
  ])("takes no longer for a megabyte of %s", (_what, part) => {
    const text = `${part.repeat(1_000_000 / part.length)}\n`;
    const began = performance.now();
    mask(text);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe("lines as rules see them", () => {
  test.each([
    ["2026-03-01T12:00:00.1234567Z hello", "hello"],
    ["\uFEFF2026-03-01T12:00:00.1234567Z hello", "hello"],
    ["2026-03-01T12:00:00Z hello", "hello"],
    ["2026-03-01 is a day", "2026-03-01 is a day"],
    ["\u001b[31;1merror\u001b[0m: no", "error: no"],
    ["\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007 text", "link text"],
    ["2026-03-01T12:00:00.1Z ##[group]Run tests", "Run tests"],
    ["##[endgroup]", ""],
    ["##[error]Process completed with exit code 1.", "##[error]Process completed with exit code 1."],
    ["10%\r50%\r100% done\r", "100% done"],
    ["a\u0000b\u0008c\td", "abc\td"],
  ])("%j is %j", (line, seen) => {
    expect(cleanLines(`${line}\n`)).toEqual([seen]);
  });

  test("are as many as there are line breaks, and one more for an end without one", () => {
    expect(cleanLines("a\nb\n")).toEqual(["a", "b"]);
    expect(cleanLines("a\n\nb")).toEqual(["a", "", "b"]);
    expect(cleanLines("")).toEqual([]);
  });

  test("are cut where they are long, and never in the middle of a character", () => {
    const [line = ""] = cleanLines(`${"x".repeat(line_chars_max - 1)}😀😀\n`);
    expect(line).toBe("x".repeat(line_chars_max - 1));
  });
});

describe("a kept log", () => {
  let folder = "";
  let archive: FolderArchive;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "hud-keep-"));
    archive = new FolderArchive(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const job = { repo: "octo/app", job_id: 1 };
  const text = async (): Promise<string> => Buffer.concat(await all(openLog(archive, job.repo, job.job_id))).toString();

  test("is counted as it is stored", async () => {
    expect(await keepLog(archive, job, chunks(Buffer.from("one\ntwo\nthree"), [4]))).toEqual({
      ...{ bytes: 13, lines: 3, left_out: 0 },
    });
    expect(await text()).toBe("one\ntwo\nthree");
  });

  test("of more bytes than we keep has its beginning and its end, and says what is missing", async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => `line ${String(at).padStart(4, "0")}\n`);
    const body = Buffer.from(lines.join(""));
    const kept = await keepLog(archive, job, chunks(body, [70]), { bytes_max: 2_000, tail_bytes: 500 });
    const stored = await text();
    expect(stored.startsWith("line 0000\nline 0001\n")).toBe(true);
    expect(stored.endsWith("line 0998\nline 0999\n")).toBe(true);
    expect(stored).toContain(`[${kept.left_out} bytes of this log are not kept here]`);
    expect(kept.bytes).toBe(stored.length);
    expect(kept.lines).toBe(stored.split("\n").length - 1);
    expect(stored.length).toBeLessThan(2_800);
  });

  test("stays as it was when the next one breaks off", async () => {
    await keepLog(archive, job, chunks(Buffer.from("whole\n"), [10]));
    const broken = async function* (): AsyncGenerator<Uint8Array, void> {
      yield await Promise.resolve(Buffer.from("half"));
      throw new Error("cut off");
    };
    await expect(keepLog(archive, job, broken())).rejects.toThrow("cut off");
    expect(await text()).toBe("whole\n");
  });
});
