import { ServiceDetail } from '../../../../areas/services/service-detail.tsx';

interface Place {
  readonly params: Promise<{ readonly namespace: string; readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function ServicePage({ params }: Place) {
  const { namespace, name } = await params;
  return <ServiceDetail namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
