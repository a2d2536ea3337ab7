import { ActivityPage } from '../../areas/activity/activity-page.tsx';

export default ActivityPage;
