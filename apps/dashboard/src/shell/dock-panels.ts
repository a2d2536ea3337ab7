// The dock as it stands in the address: `logs:shop/web-1,shell:shop/web-2/app`, the one that is shown first.
export type DockPanel = PodPanel | MergedPanel;

export interface PodPanel {
  readonly type: 'logs' | 'shell';
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}

/** The logs of several pods as one. */
export interface MergedPanel {
  readonly type: 'merged';
  readonly of: LogGroup;
}

export type LogGroup =
  /** Those that were chosen: `shop/web-1;shop/web-2`. */
  | { readonly pods: ReadonlyArray<{ readonly namespace: string; readonly name: string }> }
  /** Those that have the labels, also when they come later: `shop?app=web;tier in (a;b)`. */
  | { readonly namespace: string; readonly labelSelector: string };

const mostPanels = 8;

export function parsePanels(text: string): DockPanel[] {
  return text.split(',').flatMap(parsePanel);
}

function parsePanel(text: string): DockPanel[] {
  const merged = /^merged:(.+)$/.exec(text)?.[1];
  const of = merged === undefined ? undefined : parseLogGroup(merged);
  if (of) return [{ type: 'merged', of }];
  const [, type, namespace = '', name = '', container] = /^(logs|shell):([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(text) ?? [];
  return type === 'logs' || type === 'shell' ? [{ type, namespace, name, container }] : [];
}

export function formatPanels(panels: readonly DockPanel[]): string {
  return panels.map(format).join(',');
}

/** The panel comes to the front, whether it was there or not. */
export function withPanel(text: string, panel: DockPanel): string {
  const others = parsePanels(text).filter((each) => format(each) !== format(panel));
  return formatPanels([panel, ...others].slice(0, mostPanels));
}

export function parseLogGroup(text: string): LogGroup | undefined {
  const [, namespace, labels] = /^([^/?;]+)\?(.+)$/.exec(text) ?? [];
  if (namespace && labels) return { namespace, labelSelector: labels.replaceAll(';', ',') };
  const pods = text.split(';').flatMap((each) => {
    const [, podNamespace, name] = /^([^/?]+)\/([^/?]+)$/.exec(each) ?? [];
    return podNamespace && name ? [{ namespace: podNamespace, name }] : [];
  });
  return pods.length > 0 ? { pods } : undefined;
}

/** Commas part the panels of the dock, so semicolons stand for those of selectors, which know none. */
export function formatLogGroup(group: LogGroup): string {
  if ('pods' in group) return group.pods.map(({ namespace, name }) => `${namespace}/${name}`).join(';');
  return `${group.namespace}?${group.labelSelector.replaceAll(',', ';')}`;
}

function format(panel: DockPanel): string {
  if (panel.type === 'merged') return `merged:${formatLogGroup(panel.of)}`;
  const { type, namespace, name, container } = panel;
  return `${type}:${namespace}/${name}${container ? `/${container}` : ''}`;
}
