import { OverviewPage } from '../areas/overview/overview-page.tsx';

export default OverviewPage;
