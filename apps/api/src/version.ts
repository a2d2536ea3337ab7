// What this program is, in the form of Kubernetes' /version.
import manifest from '../package.json' with { type: 'json' };

/** The Kubernetes release whose API is served. */
const kubernetesVersion = 'v1.36.3';

export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
  readonly kubernetesVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
}

export function versionInfo(): VersionInfo {
  const [major = '0', minor = '0'] = manifest.version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${manifest.version}`,
    kubernetesVersion,
    nodeVersion: process.version,
    platform: `${process.platform}/${process.arch}`,
  };
}
