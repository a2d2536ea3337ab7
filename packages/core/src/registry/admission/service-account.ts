// Every pod runs as a service account of its namespace: the one it names, or `default`.
import type { Pod, ServiceAccount } from '../../resource/generated/kubernetes.ts';
import { podReferences } from '../pod-references.ts';
import { type AdmissionInput, type AdmissionPlugin, refused } from './plugin.ts';

const defaultName = 'default';
const mirrorAnnotation = 'kubernetes.io/config.mirror';

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(input) {
    if (input.verb !== 'create' || input.key.kind !== 'Pod') return;
    const pod = input.object as Pod;
    if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) return admitMirror(input, pod);
    if (!pod.spec) return;
    const name = pod.spec.serviceAccountName || defaultName;
    pod.spec.serviceAccountName = name;
    pod.spec.serviceAccount = name;
    const account = accountNamed(input, name);
    const pullSecrets = account?.imagePullSecrets ?? [];
    if (pullSecrets.length > 0 && !pod.spec.imagePullSecrets?.length) {
      pod.spec.imagePullSecrets = pullSecrets.map((secret) => ({ ...secret }));
    }
  },
};

/** The default account may still be on its way: namespace and pods can come in one change set, before any controller. */
function accountNamed(input: AdmissionInput, name: string): ServiceAccount | undefined {
  const { namespace } = input.key;
  const account = input.view.object({ kind: 'ServiceAccount', namespace, name });
  if (account || name === defaultName) return account as ServiceAccount | undefined;
  throw refused(input, `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`);
}

/** A mirror pod only shows what a node runs by itself. */
function admitMirror(input: AdmissionInput, pod: Pod): void {
  if (pod.spec?.serviceAccountName) throw refused(input, 'a mirror pod may not reference service accounts');
  if (podReferences(input.object).secrets.size > 0) throw refused(input, 'a mirror pod may not reference secrets');
}
