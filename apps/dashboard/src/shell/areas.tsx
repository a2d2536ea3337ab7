// The areas of the dashboard: what the side navigation, the palette and the `g` keys lead to.
import {
  Activity,
  Box,
  Boxes,
  Braces,
  FolderTree,
  Gauge,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Network,
  ScrollText,
  Server,
  Settings,
  SlidersHorizontal,
  Workflow,
} from 'lucide-react';

export interface Area {
  /** The key of its name in the messages of the shell. */
  readonly id: AreaId;
  readonly path: string;
  /** After `g`. */
  readonly key?: string;
  readonly icon: LucideIcon;
  /** In the tabs at the bottom of narrow screens. */
  readonly isInTabs?: boolean;
}

export type AreaId =
  | 'overview'
  | 'pods'
  | 'workloads'
  | 'services'
  | 'nodes'
  | 'events'
  | 'controllers'
  | 'scheduler'
  | 'config'
  | 'namespaces'
  | 'access'
  | 'activity'
  | 'playground'
  | 'settings';

export const areas: readonly Area[] = [
  { id: 'overview', path: '/', key: 'o', icon: LayoutDashboard, isInTabs: true },
  { id: 'pods', path: '/pods', key: 'p', icon: Box, isInTabs: true },
  { id: 'workloads', path: '/workloads', key: 'w', icon: Boxes, isInTabs: true },
  { id: 'services', path: '/services', key: 's', icon: Network },
  { id: 'nodes', path: '/nodes', key: 'n', icon: Server, isInTabs: true },
  { id: 'events', path: '/events', key: 'e', icon: ScrollText, isInTabs: true },
  { id: 'controllers', path: '/controllers', key: 'c', icon: Workflow },
  { id: 'scheduler', path: '/scheduler', icon: Gauge },
  { id: 'config', path: '/config', icon: SlidersHorizontal },
  { id: 'namespaces', path: '/namespaces', icon: FolderTree },
  { id: 'access', path: '/access', icon: KeyRound },
  { id: 'activity', path: '/activity', icon: Activity },
  { id: 'playground', path: '/api', key: 'a', icon: Braces },
  { id: 'settings', path: '/settings', icon: Settings },
];
