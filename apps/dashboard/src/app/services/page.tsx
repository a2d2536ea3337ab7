import { ServicesPage } from '../../areas/services/services-page.tsx';

export default ServicesPage;
