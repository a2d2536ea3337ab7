// The dock as it stands in the address: `logs:shop/web-1,shell:shop/web-2/app`, the one that is shown first.
export interface DockPanel {
  readonly type: 'logs' | 'shell';
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}

const mostPanels = 8;

export function parsePanels(text: string): DockPanel[] {
  return text.split(',').flatMap((each) => {
    const [, type, namespace = '', name = '', container] =
      /^(logs|shell):([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(each) ?? [];
    return type === 'logs' || type === 'shell' ? [{ type, namespace, name, container }] : [];
  });
}

export function formatPanels(panels: readonly DockPanel[]): string {
  return panels.map(format).join(',');
}

/** The panel comes to the front, whether it was there or not. */
export function withPanel(text: string, panel: DockPanel): string {
  const others = parsePanels(text).filter((each) => format(each) !== format(panel));
  return formatPanels([panel, ...others].slice(0, mostPanels));
}

function format({ type, namespace, name, container }: DockPanel): string {
  return `${type}:${namespace}/${name}${container ? `/${container}` : ''}`;
}
