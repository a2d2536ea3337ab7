import { WorkloadsPage } from '../../areas/workloads/workloads-page.tsx';

export default WorkloadsPage;
