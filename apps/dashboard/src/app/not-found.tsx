import { NoPage } from '../shell/no-page.tsx';

export default NoPage;
