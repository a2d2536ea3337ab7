import { PlaygroundPage } from '../../areas/playground/playground-page.tsx';

export default PlaygroundPage;
