// Word and WPS write lists as paragraphs that only look like lists: a marker, spaces, and a style "mso-list:l0 level1 lfo1".

const COUNTED = /^(?:[（(]?\d+[.)．）、]?|[（(]?[a-z]{1,4}[.)）]|[①-⑳])$/iu;
const CHINESE = /[一二三四五六七八九十百零〇第]/u;
const STEPPED = /^\d+(?:\.\d+)+\.?$/u;

/** Which list a paragraph belongs to, by its style. @returns {{level: number, name: string}|null} */
export function listOf(style) {
  const found = /^(\S+)\s+level(\d+)/u.exec(style ?? "");
  return found ? { name: found[1], level: Number(found[2]) } : null;
}

/** What a paragraph's marker makes of it: an item of a list of bullets or numbers, or "text" where no list could say the same. */
function meaning(marker) {
  if (CHINESE.test(marker) || STEPPED.test(marker)) return "text"; // 一、 (一) 第二条 1.1: rules and reports are quoted by them
  return COUNTED.test(marker) ? "ol" : "ul";
}

const after = (marker) => (/[\d.]$/u.test(marker) ? " " : /^第/u.test(marker) ? "\u3000" : "");

/** Put paragraphs that belong to lists into real ones. */
export function nested(blocks) {
  const out = [];
  let open = [];
  for (const one of blocks) {
    const { list, marker: said, ...block } = one;
    const marker = (said ?? "").replace(/\s/gu, "");
    const tag = list && block.tag === "p" && (said === undefined ? "ul" : meaning(marker));
    if (!list || !["ul", "ol"].includes(tag)) {
      if (marker && meaning(marker) !== "ul") block.runs = [{ text: marker + after(marker) }, ...block.runs];
      out.push(block);
      open = [];
      continue;
    }
    open = open.filter((above) => above.level < list.level || (above.level === list.level && above.name === list.name && above.tag === tag));
    if (open.at(-1)?.level !== list.level) {
      const fresh = { tag, items: [] };
      (open.at(-1)?.items.at(-1) ?? out).push(fresh);
      open.push({ ...list, tag, items: fresh.items });
    }
    open.at(-1).items.push([block]);
  }
  return out;
}
