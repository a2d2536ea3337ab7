import { ObjectDetail } from '../../../areas/objects/object-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Place) {
  return <ObjectDetail kindId="namespaces" namespace="" name={decodeURIComponent((await params).name)} />;
}
