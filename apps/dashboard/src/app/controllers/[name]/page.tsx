import { ControllerPage } from '../../../areas/controllers/controller-page.tsx';

interface Place {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Place) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Place) {
  return <ControllerPage name={decodeURIComponent((await params).name)} />;
}
