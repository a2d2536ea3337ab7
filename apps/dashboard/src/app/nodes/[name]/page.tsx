import { NodeDetail } from '../../../areas/nodes/node-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function NodePage({ params }: Place) {
  return <NodeDetail name={decodeURIComponent((await params).name)} />;
}
