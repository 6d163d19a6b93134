/** This repository's own source, for the tests that police it: its files, and what TypeScript's parser sees in them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export interface SourceFile {
  /** From the project's root, with "/" between folders. */
  name: string;
  text: string;
  lines: string[];
}

const not_ours = new Set(["node_modules", ".git", ".next", ".hud", ".cache", "coverage", "next-env.d.ts"]);

export function sourceFiles(ending: RegExp, folder = ""): SourceFile[] {
  return readdirSync(path.join(process.cwd(), folder), { withFileTypes: true }).flatMap((entry) => {
    if (not_ours.has(entry.name)) return [];
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(ending, name);
    if (!ending.test(entry.name)) return [];
    const text = readFileSync(path.join(process.cwd(), name), "utf8");
    return [{ name, text, lines: text.split("\n") }];
  });
}

const parsed = new Map<string, ts.SourceFile>();

function parse({ name, text }: SourceFile): ts.SourceFile {
  let tree = parsed.get(name);
  if (!tree) parsed.set(name, (tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)));
  return tree;
}

/** The places, as "file:line", of every node that is looked for. */
export function findNodes(file: SourceFile, wanted: (node: ts.Node) => boolean): string[] {
  const tree = parse(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (wanted(node)) found.push(`${file.name}:${lineOf(tree, node) + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;

/** Whether a node's own lines, or the one above, carry a comment. */
export function isExplained({ lines, ...file }: SourceFile, node: ts.Node): boolean {
  const tree = parse({ ...file, lines });
  const first = lineOf(tree, node);
  const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  return lines.slice(Math.max(0, first - 1), last + 1).some((line) => /\/\/|\/\*|^\s*\*/.test(line));
}

/** What a file imports or loads by name, as the source spells it; package names and paths alike. */
export function importsOf({ text }: SourceFile): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** A file's name as another file would import it: no ending, from the root. */
export const modulePath = (name: string): string => name.replace(/\.(d\.)?(tsx?|mjs)$/, "");

/** An import as a path from the root; a package's name stays as it is. */
export function resolveImport(importer: string, spelt: string): string {
  if (!spelt.startsWith(".")) return modulePath(spelt);
  return modulePath(path.posix.join(path.posix.dirname(importer), spelt));
}
