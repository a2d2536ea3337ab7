import { ObjectsPage } from '../../areas/objects/objects-page.tsx';

export default function Page() {
  return <ObjectsPage path="/namespaces" />;
}
