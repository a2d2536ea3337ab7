import { ControllersPage } from '../../areas/controllers/controllers-page.tsx';

export default ControllersPage;
