"""Reasons about newsletters, (Chinese, English)."""

from __future__ import annotations

from typing import Final

NEWSLETTER_REASONS: Final[dict[str, tuple[str, str]]] = {
    "newsletter-state": ("这一期「{state_zh}」，不能这样改。请刷新页面。",
                         "This issue is {state}; that cannot be changed now. Reload the page."),
    "newsletter-own": ("送审人不能审定自己送审的简报。请由分管处长或另一位编辑审定。",
                       "Whoever submitted an issue does not approve it. Leave it to a director or another editor."),
    "newsletter-changed": ("您打开之后，这一期的内容有改动（顺序、文字或图片）。请再看一遍后审定。",
                           "What this issue prints has changed since you opened it. Look through it again, then approve it."),
    "newsletter-empty": ("这一期还没有稿件。请至少编入一篇再送审。",
                         "There is no story in this issue yet. Take in one at least, then submit."),
    "newsletter-story": ("「{title}」现在没有在任何渠道审核通过（可能已修改或撤下），不能编入。请先移出，或等它审核通过。",
                         "“{title}” is not approved on any channel now (it was changed or taken down). Take it out, or wait "
                         "for its approval."),
    "newsletter-taken": ("「{title}」已编入{issue}，一种简报只采用一次。",
                         "“{title}” is in {issue} already; a newsletter adopts it once."),
    "newsletter-number": ("{year} 年第 {number} 期或总第 {total} 期已经有了。请换一个期号。",
                          "There is a No. {number} of {year}, or a total No. {total}, already. Choose another number."),
    "newsletter-why": ("请写明为什么改期号。", "Say why the number is corrected."),
    "newsletter-return": ("请写明退回的理由。", "Say why it goes back."),
    "newsletter-readers": ("读者名单是空的。请先添加读者，再发送。",
                           "The list of readers is empty. Add readers first, then send it."),
    "newsletter-closed": ("这一期里有稿件或图片已撤下、到期或收回授权，不能发送。",
                          "A story or picture in it was taken down, has expired or lost a consent, so it is not sent."),
    "newsletter-outlet": ("请选一个类型为「内部刊物」的媒体。", "Choose an outlet of the type “internal bulletin”."),
    "newsletter-template": ("模板不能用：{why_zh}。", "The template cannot be used: {why}."),
}
