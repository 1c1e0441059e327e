// How the words of the interface language are spelt in JSON.

/** A word of the interface language as it stands in JSON. */
export function wireName(label: string): string {
  return label.toLowerCase().replaceAll("-", "_");
}
