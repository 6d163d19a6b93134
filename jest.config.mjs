/** Jest: unit, flow and e2e tests share one configuration; node by default, jsdom by a docblock. */
const rooms = "bench|clickhouse_db_schema|clickhouse_queries|components|engines|lib|pages|scripts|test|workers";
// Packages published as ES modules only: jest runs CommonJS, so these are translated too.
const esm = [
  "@octokit",
  "before-after-hook",
  "universal-user-agent",
  "toad-cache",
  "universal-github-app-jwt",
  "content-type",
  "fast-content-type-parse",
  "json-with-bigint",
];

export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/test/**/*.test.tsx"],
  moduleNameMapper: {
    // Its exports know "import" only, which jest does not ask for.
    "^@octokit/webhooks-methods$": "<rootDir>/node_modules/@octokit/webhooks-methods/dist-node/index.js",
    "^package\\.json$": "<rootDir>/package.json",
    // Class names as they are written; before the rooms, which have style sheets too.
    "\\.module\\.css$": "<rootDir>/test/kit/css_modules.cjs",
    [`^(${rooms})/(.*)$`]: "<rootDir>/$1/$2",
  },
  transform: {
    "^.+\\.(t|j|mj)sx?$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript", tsx: true },
          transform: { react: { runtime: "automatic" } },
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join("|")})/)`],
  setupFilesAfterEnv: ["<rootDir>/test/kit/strict_console.ts"],
  cacheDirectory: "<rootDir>/.cache/jest",
  testTimeout: 180_000,
  maxWorkers: 3,
};
