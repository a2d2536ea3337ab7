import { PodsPage } from '../../areas/pods/pods-page.tsx';

export default PodsPage;
