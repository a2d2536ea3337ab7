import { SettingsPage } from '../../areas/settings/settings-page.tsx';

export default SettingsPage;
