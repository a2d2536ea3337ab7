// What was chosen in the palette lately, in this browser.
const key = 'portolan-recent';
const kept = 20;

export function readRecent(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(found) ? found.map(String) : [];
  } catch {
    return []; // Somebody else wrote there.
  }
}

export function remember(id: string): void {
  localStorage.setItem(key, JSON.stringify([id, ...readRecent().filter((each) => each !== id)].slice(0, kept)));
}
