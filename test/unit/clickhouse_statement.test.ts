/** How the embedded ClickHouse reads SQL: tokens, statements, and what may never be mistaken for either. */
import fc from "fast-check";
import { scanSql } from "engines/clickhouse/sql_scanner";
import { insertFromFile, parseStatement, quoteString, selectIntoFile } from "engines/clickhouse/statement";

function tokens(sql: string): string[] {
  return [...scanSql(sql)].map(({ kind, text }) => `${kind}:${text}`);
}

function select(sql: string): string {
  const statement = parseStatement(sql);
  if (statement.kind !== "select") throw new Error(`${sql} is ${statement.kind}`);
  return selectIntoFile(statement, "/f", "TSV").replaceAll(/\s+/g, " ");
}

describe("scanSql", () => {
  test("comments of every kind are blank", () => {
    expect(tokens("a -- b;\n/* c; ' */ # d'\n#! e\n f")).toEqual(["word:a", "word:f"]);
    expect(tokens("a /* never closed")).toEqual(["word:a"]);
  });

  test("quotes of every kind are one token", () => {
    expect(tokens(`'a''b;' "c\\"d" \`e;f\` $$g;'h$$ $t$i$$j$t$ ‘k;’ 'open`)).toEqual([
      "quoted:'a''b;'",
      'quoted:"c\\"d"',
      "quoted:`e;f`",
      "quoted:$$g;'h$$",
      "quoted:$t$i$$j$t$",
      "quoted:‘k;’",
      "quoted:'open",
    ]);
  });

  test("placeholders are not map literals", () => {
    expect(tokens("{x:Array(String)} { y : UInt8 } {'a': 1}")).toEqual([
      "placeholder:x",
      "placeholder:y",
      "symbol:{",
      "quoted:'a'",
      "symbol::",
      "word:1",
      "symbol:}",
    ]);
  });

  test("a quoted string is one token, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(tokens(`SELECT ${quoteString(text)}`)).toEqual(["word:SELECT", `quoted:${quoteString(text)}`]);
      }),
    );
  });

  test("every token is where it says, and nothing is lost but blanks and comments", () => {
    const piece = fc.oneof(fc.constantFrom(..."'\"`$#-/*\\;(){}: \n"), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.join("");
        let end = 0;
        for (const token of scanSql(sql)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          if (token.kind !== "placeholder") expect(sql.slice(token.start, token.end)).toBe(token.text);
          ({ end } = token);
        }
      }),
    );
  });
});

describe("parseStatement", () => {
  test("a query's result is sent to a file before its closing FORMAT", () => {
    expect(select("SELECT 1")).toBe("SELECT 1 INTO OUTFILE '/f' FORMAT TSV");
    expect(select("SELECT 1 ; ; -- end")).toBe("SELECT 1 INTO OUTFILE '/f' FORMAT TSV");
    expect(select("select 1 format JSON;")).toBe("select 1 INTO OUTFILE '/f' format JSON");
    expect(select("SELECT 1 SETTINGS a = 1 FORMAT CSV SETTINGS b = 2")).toBe(
      "SELECT 1 SETTINGS a = 1 INTO OUTFILE '/f' FORMAT CSV SETTINGS b = 2",
    );
    expect(select("SELECT format, (SELECT 'x' AS FORMAT) FROM format")).toMatch(
      /FROM format INTO OUTFILE '\/f' FORMAT TSV$/,
    );
    expect(select("SELECT 1 -- comment")).toContain("-- comment INTO OUTFILE");
    expect(select("WITH a AS (SELECT 1) SELECT * FROM a")).toContain("INTO OUTFILE");
    expect(select("(SELECT 1) UNION ALL (SELECT 2)")).toContain("INTO OUTFILE");
  });

  test("its file's name cannot break out of its quotes", () => {
    const statement = parseStatement("SELECT 1");
    if (statement.kind !== "select") throw new Error("not a query");
    expect(selectIntoFile(statement, "/a'b\\c", "TSV")).toContain("'/a\\'b\\\\c'");
  });

  test.each([
    ["INSERT INTO t FORMAT JSONEachRow\n{}", "INSERT INTO t", "JSONEachRow", "", "{}"],
    ["INSERT INTO t(a, b) FORMAT CSV", "INSERT INTO t(a, b)", "CSV", "", ""],
    ["insert into t (* except(a)) values (1);", "insert into t (* except(a))", "Values", "", "(1);"],
    ["INSERT INTO t SETTINGS a = 1 FORMAT TSV \n\tx", "INSERT INTO t", "TSV", "SETTINGS a = 1", "\tx"],
    ["INSERT INTO t", "INSERT INTO t", "Values", "", ""],
    ["INSERT INTO `a b`.values VALUES (1)", "INSERT INTO `a b`.values", "Values", "", "(1)"],
    ["INSERT INTO TABLE format FORMAT TSV;\n1", "INSERT INTO TABLE format", "TSV", "", "1"],
    ["INSERT INTO t (format, values) FORMAT TSV", "INSERT INTO t (format, values)", "TSV", "", ""],
  ])("%j", (sql, head, format, settings, inline_data) => {
    const statement = parseStatement(sql);
    if (statement.kind !== "insert") throw new Error(`it is ${statement.kind}`);
    expect({ ...statement, head: statement.head.trim(), settings: statement.settings.trim() }).toEqual({
      kind: "insert",
      head,
      format,
      settings,
      inline_data,
      placeholders: new Set(),
    });
    expect(insertFromFile(statement, "/f")).toContain("FROM INFILE '/f'");
  });

  test("data is data, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (data) => {
        expect(parseStatement(`INSERT INTO t FORMAT TSV\n${data}`)).toMatchObject({ inline_data: data });
      }),
    );
    expect(parseStatement("INSERT INTO t VALUES (1); DROP TABLE t")).toMatchObject({
      inline_data: "(1); DROP TABLE t",
    });
  });

  test("INSERT … SELECT runs as it is", () => {
    for (const sql of [
      "INSERT INTO t SELECT 1 AS format FROM values('a UInt8', 1)",
      "INSERT INTO t WITH 1 AS x SELECT x",
      "INSERT INTO t (SELECT 1)",
    ]) {
      expect(parseStatement(sql)).toMatchObject({ kind: "other", text: sql });
    }
  });

  test("placeholders are found, but not in strings", () => {
    expect(parseStatement("SELECT {a:String}, '{b:String}', {a:String} + {c:Map(String, UInt8)}")).toMatchObject({
      placeholders: new Set(["a", "c"]),
    });
  });

  test("what changes a session says so", () => {
    for (const sql of [
      "SET a = 1",
      "USE x",
      "CREATE TEMPORARY TABLE t (a UInt8)",
      "CREATE OR REPLACE TEMPORARY TABLE t",
    ]) {
      expect(parseStatement(sql)).toMatchObject({ changes_session: true });
    }
    expect(parseStatement("CREATE TABLE t (a UInt8) ENGINE = Memory")).toMatchObject({ changes_session: false });
  });

  test.each([
    ["SELECT 1; DROP TABLE t", "SYNTAX_ERROR"],
    ["SELECT 1 INTO OUTFILE 'x'", "NOT_IMPLEMENTED"],
    ["SELECT 1 into/**/outfile 'x'", "NOT_IMPLEMENTED"],
    ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", "NOT_IMPLEMENTED"],
    ["INSERT INTO t SELECT * FROM input('a UInt8') FORMAT CSV\n1", "NOT_IMPLEMENTED"],
    ["SELECT * FROM file ('/etc/passwd')", "ACCESS_DENIED"],
    ["CREATE TABLE t (a UInt8) ENGINE = File(CSV)", "ACCESS_DENIED"],
    ["INSERT INTO FUNCTION file('x.csv') VALUES (1)", "ACCESS_DENIED"],
  ])("%s is refused", (sql, type) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ type }));
  });
});
