import { NodesPage } from '../../areas/nodes/nodes-page.tsx';

export default NodesPage;
