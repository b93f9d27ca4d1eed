// Every word that the player says by itself, Chinese first.

export const WORDS = {
  name: ["橱窗", "Vitrine"],
  pairTitle: ["接入这块屏幕", "Connect this screen"],
  pairHow: [
    "在办公电脑上打开橱窗，进入「电子屏」，选择这块屏幕的位置，填入这个配对码。",
    "Open Vitrine on your computer, go to Screens, choose where this screen hangs and enter the code.",
  ],
  pairTerm: ["配对码十分钟内有效，到期自动更换", "The code lasts ten minutes, then a new one appears"],
  pairWait: ["连不上服务器，恢复后自动显示配对码", "The server cannot be reached; a code will appear when it is back"],
  pairBusy: ["请求太多，请稍候", "Too many requests, please wait a moment"],
  connecting: ["正在连接", "Connecting"],
  preparing: ["正在准备内容", "Preparing"],
  insecureTitle: ["这个地址不安全，无法播放", "This address is not secure"],
  insecureHow: [
    "播放需要 HTTPS。请用 https:// 开头的地址打开本页；仅试用时，也可在服务器本机用 http://localhost 打开。",
    "Playing needs HTTPS. Open this page with an address that begins with https://, or, for a trial, on the server itself with http://localhost.",
  ],
  unsupportedTitle: ["这个浏览器太旧，无法播放", "This browser is too old"],
  unsupportedHow: ["请更新到较新的 Chromium、Chrome 或 Edge，再打开本页。", "Update to a recent Chromium, Chrome or Edge and open this page again."],
  photo: ["摄影", "Photo"],
  video: ["摄像", "Film"],
  poster: ["设计", "Design"],
  story: ["文", "Words"],
  readOn: ["扫码读全文", "Scan to read it all"],
  scan: ["扫码看大字", "Scan for more"],
  scanAll: ["扫码看大图", "Scan for more"],
  ahead: ["近期活动", "Coming up"],
  today: ["今天", "Today"],
  more: ["以上为节选", "An extract"],
  notice: ["校园通知", "Campus notice"],
  urgent: ["紧急通知", "Emergency"],
  drill: ["演练　并非真实险情", "DRILL: this is not real"],
  since: ["发布", "since"],
  ends: ["结束", "ends"],
};

/** Put a pair of words into an element as two lines, each marked with its language. */
export function speak(element, pair) {
  element.replaceChildren(
    ...pair.map((words, i) => {
      const line = document.createElement("span");
      line.lang = i === 0 ? "zh-CN" : "en";
      line.textContent = words;
      return line;
    }),
  );
}

/** 2026年3月1日 from an ISO date (or its beginning); anything else is passed on as it is. */
export function dateInWords(date) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date ?? "");
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : (date ?? "");
}

/** The quiet line under a caption: department, who took it, when. */
export function byline(item) {
  const credit = item.credit ? `${WORDS[item.kind]?.[0] ?? ""} ${item.credit}`.trim() : "";
  return [item.department, credit, dateInWords(item.date)].filter(Boolean);
}

/** 14:05 where the campus is, from a moment in ISO. */
export function clockTime(iso, timeZone) {
  return new Intl.DateTimeFormat("zh-CN", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(Date.parse(iso));
}
