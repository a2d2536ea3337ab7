import { WorkloadDetail } from '../../../../../areas/workloads/workload-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly kind: string; readonly namespace: string; readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function WorkloadPage({ params }: Place) {
  const { kind, namespace, name } = await params;
  return <WorkloadDetail folder={kind} namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
