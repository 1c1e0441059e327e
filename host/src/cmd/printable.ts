// Text that a terminal may be given: what drivers, volumes and peers are called must not move the cursor, hide or reorder anything.

/** Control characters but for tab and line feed, and the characters that reorder, separate or hide text. */
const UNSAFE =
  "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff";
const OWN_COLOURS = "\\u001b\\[(?:0|2|3[123])m";
const UNSAFE_OR_COLOUR = new RegExp(`${OWN_COLOURS}|[${UNSAFE}]`, "g");
const UNSAFE_IN_JSON = new RegExp(`[${UNSAFE}]`, "g");
const COLOUR = new RegExp(OWN_COLOURS, "g");
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
const ASCII = /^[\x20-\x7e]*$/;
const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;
const DRAWN_AS_PICTURE = /\ufe0f/;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]*$/u;

/** The text with every unsafe character written as `\u{…}`; our own colours stay where they are wanted. */
export function printable(text: string, options: { readonly colors: boolean }): string {
  return text.replace(UNSAFE_OR_COLOUR, (found) => {
    if (found.length === 1) return escaped(found);
    return options.colors ? found : escaped(found.charAt(0)) + found.slice(1);
  });
}

/** JSON text with the same characters escaped as JSON does: the same value, safe to look at. */
export function printableJson(json: string): string {
  // Between the texts of JSON stands no unsafe character, so each one stands in a text and may be escaped there.
  return json.replace(UNSAFE_IN_JSON, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The text on one line: line feeds and tabs are escaped too. */
export function onOneLine(text: string): string {
  return text.replace(/[\n\t]/g, (found) => (found === "\n" ? "\\n" : "\\t"));
}

/** How many columns of a terminal the text takes: two for wide characters and pictures, none for colours and combining marks. */
export function displayWidth(text: string): number {
  const shown = text.replace(COLOUR, "");
  if (ASCII.test(shown)) return shown.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(shown)) width += widthOf(segment);
  return width;
}

function widthOf(grapheme: string): number {
  if (WITHOUT_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || DRAWN_AS_PICTURE.test(grapheme) ? 2 : 1;
}

function escaped(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
