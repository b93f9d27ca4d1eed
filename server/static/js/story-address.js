// Addresses that a story may link to: the web and mail, nothing that a browser would run or open on this computer.

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const TRACKERS = /^(?:utm_\w+|spm|chksm|fbclid|gclid|srcid|sharer_\w+|share_source)$/u;

/** What somebody typed, as an address: a bare host gets https, a bare mailbox mailto. @returns {string|null} null where it is none */
export function address(typed) {
  const text = typed.trim();
  if (text === "" || /[\s<>"]/u.test(text)) return null;
  // A colon before digits is a port, not the end of a scheme.
  const whole = /^[a-z][a-z0-9+.-]*:(?!\d)/iu.test(text);
  const mailbox = /^[^@/:]+@[^@/:]+\.[^@/:.]+$/u.test(text);
  const url = parsed(whole ? text : mailbox ? `mailto:${text}` : `https://${text}`);
  if (!url || !SCHEMES.has(url.protocol)) return null;
  if (url.protocol === "mailto:" ? !url.pathname.includes("@") : !whole && !url.hostname.includes(".")) return null;
  return url.href;
}

/** The address of a link that was pasted, without the parameters that say who passed it on. @returns {string|null} */
export function pastedAddress(href) {
  const clean = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu.test(href.trim()) ? address(href.trim()) : null; // relative ones lead nowhere from here
  if (!clean || clean.startsWith("mailto:")) return clean;
  const url = new URL(clean);
  const told = [...url.searchParams.keys()].filter((name) => TRACKERS.test(name));
  if (told.length === 0) return clean;
  for (const name of told) url.searchParams.delete(name);
  return url.href;
}

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
