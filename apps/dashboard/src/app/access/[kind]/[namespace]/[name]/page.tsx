import { ObjectDetail } from '../../../../../areas/objects/object-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly kind: string; readonly namespace: string; readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Place) {
  const { kind, namespace, name } = await params;
  return <ObjectDetail kindId={kind} namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
