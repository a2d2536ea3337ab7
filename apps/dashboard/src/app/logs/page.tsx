import { LogsPage } from '../../areas/pods/logs-page.tsx';

export default LogsPage;
