/** Next.js: pages router; types and lint are npm test's business, not the build's. */
import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  compress: true,
  // Turbopack's shared runtime is seeded by an inline script in every page, which our script-src forbids.
  experimental: { turbopackSharedRuntime: false },
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "pino",
    "prom-client",
    "@clickhouse/client",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/client-s3",
  ],
};

export default config;
