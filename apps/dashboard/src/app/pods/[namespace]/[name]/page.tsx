import { PodDetail } from '../../../../areas/pods/pod-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly namespace: string; readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function PodPage({ params }: Place) {
  const { namespace, name } = await params;
  return <PodDetail namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
