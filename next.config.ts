/** Next.js: pages router; types and lint are npm test's business, not the build's. */
import type { NextConfig } from "next";

/**
 * `style-src` needs 'unsafe-inline': Emotion writes <style> elements, and pages are cached without a nonce.
 * Scripts have no such exception, so injected markup cannot run.
 */
const content_security_policy = (dev: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self'${dev ? " 'unsafe-eval' 'unsafe-inline'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https://avatars.githubusercontent.com",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self' https://github.com",
    "frame-ancestors 'none'",
  ].join("; ");

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
  headers: () =>
    Promise.resolve([
      {
        source: "/:path*",
        headers: [
          { key: "Content-Security-Policy", value: content_security_policy(process.env.NODE_ENV !== "production") },
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "X-Frame-Options", value: "DENY" },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
          { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        ],
      },
    ]),
};

export default config;
