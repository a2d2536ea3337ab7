import { SchedulerPage } from '../../areas/controllers/scheduler-page.tsx';

export default SchedulerPage;
