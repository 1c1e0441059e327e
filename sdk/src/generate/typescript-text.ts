// Small pieces of TypeScript text: literals, names and comments.

const WIDTH = 116;

export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The constant that lists an enumeration's values: `LogLevel` → `LOG_LEVEL_VALUES`. */
export function enumConstant(typeName: string): string {
  return `${typeName.replace(/(?<!^)([A-Z])/g, "_$1").toUpperCase()}_VALUES`;
}

/** A documentation comment with its line end, or nothing when there is nothing to say. */
export function docComment(description: string, indent: string): string {
  const words = description.trim().replaceAll("*/", "*\u200b/").split(/\s+/);
  if (words[0] === "") return "";
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && indent.length + line.length + word.length + 4 > WIDTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length === 1) return `${indent}/** ${line} */\n`;
  return `${indent}/**\n${lines.map((one) => `${indent} * ${one}\n`).join("")}${indent} */\n`;
}
