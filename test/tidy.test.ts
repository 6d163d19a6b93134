/** The house rules that a machine can police: docs/architecture.md says why they are. Lint polices the import arrows. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { saved_queries } from "clickhouse_queries/index";
import { record_kinds } from "lib/model/records/index";
import { readMigrations } from "lib/warehouse/migrate";
import { findNodes, importsOf, isExplained, modulePath, resolveImport, sourceFiles } from "test/kit/source";
import ts from "typescript";
import { z } from "zod";

const code = sourceFiles(/\.(tsx?|mjs)$/);
const typescript = code.filter(({ name }) => /\.tsx?$/.test(name));
const styles = sourceFiles(/\.css$/);
const sql = sourceFiles(/\.sql$/);
const everything = sourceFiles(/\.(tsx?|mjs|js|css|sql|md|json|ya?ml|svg|sh)$|^\.[a-z]+rc|^Dockerfile|^run$/);
const isTest = (name: string): boolean => /^test\//.test(name);

test("every file opens by saying what it is", () => {
  const silent = [
    ...code.filter(({ text }) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(text)),
    // A component's own style sheet is introduced by the component.
    ...styles.filter(({ name, text }) => !text.startsWith("/*") && !existsSync(name.replace(".module.css", ".tsx"))),
    ...sql.filter(({ text }) => !text.startsWith("--")),
  ];
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test("no file is too long to see whole", () => {
  const lines_max = (name: string): number => (isTest(name) ? 500 : 300);
  const long = [...code, ...styles, ...sql].filter(({ name, lines }) => lines.length - 1 > lines_max(name));
  expect(long.map(({ name, lines }) => `${name}: ${lines.length - 1} lines`)).toEqual([]);
});

test("only the configuration reads the environment", () => {
  // What starts processes hands an environment on; everything else is given what it needs.
  const may = /^(lib\/config\.ts|engines\/|scripts\/|bench\/|test\/|next\.config\.ts|[^/]+\.mjs$)/;
  const reads = typescript
    .filter(({ name }) => !may.test(name))
    .flatMap((file) =>
      findNodes(file, (node) => {
        if (!ts.isPropertyAccessExpression(node) || node.getText() !== "process.env") return false;
        // Handed whole to lib/config, which is the one that reads it.
        return !(ts.isCallExpression(node.parent) && node.parent.expression.getText() === "readConfig");
      }),
    );
  expect(reads).toEqual([]);
});

describe("types", () => {
  test("nothing is any", () => {
    const loose = typescript.flatMap((file) => findNodes(file, (node) => node.kind === ts.SyntaxKind.AnyKeyword));
    expect(loose).toEqual([]);
  });

  test("nothing is claimed to exist by an exclamation mark", () => {
    expect(typescript.flatMap((file) => findNodes(file, ts.isNonNullExpression))).toEqual([]);
  });

  test("a cast through unknown says why it is right", () => {
    const claims = typescript
      .filter(({ name }) => !isTest(name))
      .flatMap((file) =>
        findNodes(
          file,
          (node) =>
            ts.isAsExpression(node) &&
            ts.isAsExpression(node.expression) &&
            node.expression.type.kind === ts.SyntaxKind.UnknownKeyword &&
            !isExplained(file, node),
        ),
      );
    expect(claims).toEqual([]);
  });

  test("the checker is never told to look away without a reason", () => {
    const silenced = code.flatMap(({ name, lines }) =>
      lines.flatMap((line, index) => {
        const reasonless = /@ts-(ignore|nocheck|expect-error)\s*(\*\/)?$|eslint-disable(?!.*--)/.test(line);
        return reasonless && !name.endsWith("tidy.test.ts") ? [`${name}:${index + 1}`] : [];
      }),
    );
    expect(silenced).toEqual([]);
  });
});

test("nothing is left to do later", () => {
  const marks = new RegExp(
    ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].map((word) => `\\b${word}\\b`).join("|"),
  );
  const left = [...code, ...styles, ...sql].flatMap(({ name, lines }) =>
    lines.flatMap((line, index) => (marks.test(line) ? [`${name}:${index + 1}`] : [])),
  );
  expect(left).toEqual([]);
});

test("no test mocks a module, is skipped, or runs alone", () => {
  const calls = typescript.flatMap((file) =>
    findNodes(file, (node) => {
      if (!ts.isCallExpression(node)) return false;
      return /^(jest\.(mock|doMock|unmock)|(test|it|describe)(\.each)?\.(only|skip|todo)|[fx](it|describe))$/.test(
        node.expression.getText(),
      );
    }),
  );
  expect(calls).toEqual([]);
});

describe("saved queries", () => {
  const queries = [...saved_queries.values()];

  test("every folder is in the registry, and is named after its query", () => {
    const folders = sql.flatMap(({ name }) => /^clickhouse_queries\/(\w+)\/query\.sql$/.exec(name)?.[1] ?? []);
    expect(folders.sort()).toEqual(queries.map(({ name }) => name).sort());
    for (const name of folders) expect(existsSync(path.join("clickhouse_queries", name, "query.ts"))).toBe(true);
  });

  test.each(queries.map((query) => [query.name, query] as const))(
    "%s: placeholders are its parameters",
    (name, query) => {
      const text = readFileSync(path.join("clickhouse_queries", name, "query.sql"), "utf8").replaceAll(/--.*$/gm, "");
      const placeholders = new Set(
        [...text.matchAll(/\{(\w+):[A-Za-z0-9()]+\}/g)].map(([, placeholder]) => placeholder),
      );
      expect([...placeholders].sort()).toEqual(Object.keys(query.params.shape).sort());
      expect(text).not.toMatch(/SELECT\s+\*/i);
      expect(text).not.toMatch(/\$\{/);
      expect(query.description).toMatch(/^[A-Z].*\.$/);
    },
  );
});

test("record kinds have a table each, under one name", () => {
  for (const { name, dynamo_table } of record_kinds) expect(dynamo_table).toBe(name.replaceAll("_", "-"));
  expect(new Set(record_kinds.map(({ name }) => name)).size).toBe(record_kinds.length);
});

test("migrations are numbered without a gap", async () => {
  const numbers = (await readMigrations()).map(({ name }) => Number(name.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

describe("dead weight", () => {
  const imported_by = new Map<string, string[]>();
  for (const file of code) {
    for (const spelt of importsOf(file)) {
      const target = resolveImport(file.name, spelt);
      imported_by.set(target, [...(imported_by.get(target) ?? []), file.name]);
    }
  }
  const importers = (name: string): string[] =>
    (imported_by.get(modulePath(name)) ?? []).filter((importer) => importer !== name);

  // Where a process, a page or a tool begins: nothing imports these.
  const entries = [
    /^pages\//,
    /^(next\.config\.ts|[^/]+\.config\.mjs)$/,
    /^scripts\/([a-z_]+\.mjs|[a-z_]+\/main\.ts)$/,
    /^bench\/main\.ts$/,
    /^engines\/(hud|web|dynamodb\/main|clickhouse\/main)\.ts$/,
    /^workers\/(main|lambda)\.ts$/,
    /^test\/.*\.test\.tsx?$/,
    /\.d\.ts$/,
    // A browser's worker is named by a URL beside the file that starts it.
    /^components\/logs\/reading\/log_worker\.ts$/,
  ];

  test("every file is used by another that is no test", () => {
    const dead = code
      .filter(({ name }) => !entries.some((entry) => entry.test(name)))
      .filter(({ name }) => importers(name).filter((importer) => isTest(name) || !isTest(importer)).length === 0)
      // A file that runs as a process of its own is named by its path.
      .filter(({ name }) => !code.some((other) => other.name !== name && other.text.includes(`${name}"`)));
    expect(dead.map(({ name }) => name)).toEqual([]);
  });

  test("every style sheet is used", () => {
    const used = new Set([...imported_by.keys()]);
    expect(styles.filter(({ name }) => !used.has(name)).map(({ name }) => name)).toEqual([]);
  });

  test("every package is used, and nothing is imported that is not a dependency", () => {
    const Package = z.object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    });
    const { dependencies, devDependencies } = Package.parse(JSON.parse(readFileSync("package.json", "utf8")));
    // Used without being imported: by name in a setting, by another package, or for their types alone.
    const by_name =
      /^(@types\/.*|@swc\/(core|jest)|@emotion\/.*|@testing-library\/dom|jest|jest-environment-jsdom|eslint|prettier|react-dom|eslint-import-resolver-typescript)$/;
    const packages = new Set(
      [...imported_by.keys()].map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      ),
    );
    const unused = [...Object.keys(dependencies), ...Object.keys(devDependencies)].filter(
      (name) => !packages.has(name) && !by_name.test(name) && !code.some(({ text }) => text.includes(`${name}/`)),
    );
    expect(unused).toEqual([]);

    // What runs in production is no development tool.
    const shipped = code.filter(({ name }) =>
      /^(lib|pages|components|workers|engines|clickhouse_queries)\//.test(name),
    );
    const undeclared = shipped.flatMap((file) =>
      importsOf(file).filter((name) => {
        const [first = "", second = ""] = name.split("/");
        const owner = name.startsWith("@") ? `${first}/${second}` : first;
        const ours = name.startsWith(".") || name.startsWith("node:") || existsSync(first);
        return !ours && !(owner in dependencies) && !(`@types/${owner}` in devDependencies);
      }),
    );
    expect(undeclared).toEqual([]);
  });
});

test("nothing names one machine or one network", () => {
  const traces =
    /(?<![\w.])\/(home|Users|root|work)\/[a-z]|\.(internal|corp|lan)(?![\w.])|\bregistry\.(?!npmjs\.org)[a-z-]+\.[a-z]|_authToken/i;
  const found = everything
    .filter(({ name }) => name !== "test/tidy.test.ts")
    .flatMap(({ name, lines }) => lines.flatMap((line, index) => (traces.test(line) ? [`${name}:${index + 1}`] : [])));
  expect(found).toEqual([]);
  const lock = readFileSync("package-lock.json", "utf8");
  const hosts = new Set([...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host));
  expect([...hosts].filter((host) => host !== "registry.npmjs.org")).toEqual([]);
});
