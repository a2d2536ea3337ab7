// Who will see the page, as the API tells it to this process: the page is sent as that user will find it, and what the user
// may see is asked of the API by the page itself.

export interface Viewer {
  readonly user: string;
  readonly groups: readonly string[];
}

export const viewerHeader = 'x-portolan-viewer';

/** Undefined where the API knows nobody, or somebody else sent the request. */
export function readViewer(header: string | null): Viewer | undefined {
  if (header === null) return undefined;
  try {
    const { user, groups } = JSON.parse(decodeURIComponent(header)) as Viewer;
    return { user: String(user), groups: groups.map(String) };
  } catch {
    return undefined;
  }
}
