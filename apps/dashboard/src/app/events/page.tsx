import { EventsPage } from '../../areas/events/events-page.tsx';

export default EventsPage;
