// How Next builds and serves the pages. Types are checked by `npm run check`, not by the build.
import { fileURLToPath } from 'node:url';
import { PHASE_PRODUCTION_BUILD, PHASE_PRODUCTION_SERVER } from 'next/constants.js';

/** A build goes to a folder of its own, and scripts/build.mjs puts it in place when it is whole. */
const outputs = { [PHASE_PRODUCTION_BUILD]: 'dist.next-draft', [PHASE_PRODUCTION_SERVER]: 'dist.next' };

/** @returns {import('next').NextConfig} */
export default function configuration(phase) {
  return {
    distDir: outputs[phase] ?? '.next',
    transpilePackages: ['@portolan/client'],
    turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
    typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
    poweredByHeader: false,
    reactStrictMode: true,
    devIndicators: false,
    // Next's own server lets only localhost listen to its changes.
    allowedDevOrigins: ['127.0.0.1'],
    images: { unoptimized: true },
  };
}
