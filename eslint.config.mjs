/** Lint: TypeScript's strict rules, React's hooks, and the import arrows of docs/architecture.md. */
import importX from "eslint-plugin-import-x";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const rooms = [
  "lib/model",
  "lib/intake",
  "lib/store",
  "lib/archive",
  "lib/warehouse",
  "lib/github",
  "lib/logs",
  "lib/config",
  "lib/server",
  "lib/browser",
  "clickhouse_queries",
  "workers",
  "engines",
  "components",
  "pages",
  "test",
  "scripts",
  "bench",
];

/** What each room may import besides itself; docs/architecture.md says why. */
const may_import = {
  "lib/model": [],
  "lib/config": ["lib/model"],
  "lib/intake": ["lib/model"],
  "lib/store": ["lib/model"],
  "lib/archive": ["lib/model"],
  "lib/warehouse": ["lib/model"],
  "lib/github": ["lib/model"],
  "lib/logs": ["lib/model", "lib/store", "lib/archive", "lib/warehouse", "lib/github"],
  clickhouse_queries: ["lib/model"],
  "lib/browser": ["lib/model"],
  "lib/server": [
    "lib/config",
    "lib/model",
    "lib/intake",
    "lib/store",
    "lib/archive",
    "lib/warehouse",
    "lib/github",
    "lib/logs",
    "clickhouse_queries",
  ],
  workers: [
    "lib/config",
    "lib/model",
    "lib/intake",
    "lib/archive",
    "lib/warehouse",
    "lib/store",
    "lib/github",
    "lib/logs",
  ],
  engines: ["lib/config", "lib/model", "lib/store", "lib/warehouse"],
  components: ["lib/model", "lib/browser", "clickhouse_queries"],
  pages: ["components", "lib/browser", "lib/model", "lib/server", "lib/intake", "clickhouse_queries"],
};

const zones = Object.entries(may_import).map(([room, allowed]) => ({
  target: `./${room}`,
  from: rooms.filter((other) => other !== room && !allowed.includes(other)).map((other) => `./${other}`),
  message: `${room} may import only: ${["itself", ...allowed].join(", ")}.`,
}));

export default tseslint.config(
  { ignores: ["node_modules", ".next", ".hud", ".cache", "coverage", "next-env.d.ts"] },
  ...tseslint.configs.strict,
  {
    plugins: { "import-x": importX, "react-hooks": reactHooks },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })],
      "import-x/extensions": [".ts", ".tsx", ".mjs"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones, basePath: import.meta.dirname }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-invalid-void-type": "off",
      "no-restricted-properties": [
        "error",
        {
          object: "jest",
          property: "mock",
          message: "jest.mock is banned: pass what the code needs, or run the real engine.",
        },
        { object: "process", property: "env", message: "Only lib/config.ts reads the environment." },
      ],
      eqeqeq: "error",
    },
  },
  {
    // The environment's one reader, and what starts processes with an environment of their own.
    files: ["lib/config.ts", "engines/**", "scripts/**", "test/**", "bench/**", "next.config.ts", "*.mjs"],
    rules: { "no-restricted-properties": "off" },
  },
);
