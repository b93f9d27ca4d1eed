"""What searching says of a query or of its index, (Chinese, English); see ``index.reasons``."""

from __future__ import annotations

from typing import Final

SEARCH_REASONS: Final[dict[str, tuple[str, str]]] = {
    "query-field": ("没有「{name}」这个检索字段，已按普通词语检索。",
                    "There is no field “{name}”; what follows it was searched as words."),
    "query-value": ("「{part}」不是「{field_zh}」能用的值，这个条件没有生效。例如：{example}",
                    "“{part}” is nothing that “{field_en}” understands; the condition was left out. Try {example}."),
    "query-empty": ("「{part}」后面没有内容，这个条件没有生效。", "Nothing follows “{part}”; it was left out."),
    "query-quote": ("引号没有成对，引号后的文字都当作一个短语。",
                    "A quotation mark is missing; all after the first was taken as one phrase."),
    "query-or": ("OR 的两边都要有条件，这个 OR 没有生效。", "OR needs something on both sides; this one was left out."),
    "query-bracket": ("检索不用括号，「{part}」里的括号已略过：OR 只连接紧挨着的两个条件。",
                      "Brackets mean nothing; those of “{part}” were passed over. OR joins the two conditions beside it."),
    "query-nothing": ("「{part}」中没有可检索的文字，已略过。", "“{part}” holds nothing to look for; it was passed over."),
    "synonyms-changed": ("在您编辑期间，同义词表被别人改过。请对照下面最新的表，合在一起后再保存。",
                         "Somebody changed the list while you edited it. Compare with the newest one below and save again."),
    "query-misspelt": ("没有素材含「{part}」，已按差一个字母的写法查找。",
                       "Nothing has “{part}”; words that are one letter off were taken instead."),
    "query-long": ("检索语句过长，只用了前面的部分。", "The query is very long; only its beginning was used."),
    "query-nobody": ("当前没有登录用户，is:mine 找不到素材。", "Nobody is signed in, so is:mine finds nothing."),
    "no-index": ("检索索引还没有建立，暂时找不到素材。请运行 vitrine index rebuild。",
                 "There is no search index yet, so nothing is found. Run “vitrine index rebuild”."),
    "index-damaged": ("检索索引无法读取（{detail}）。素材没有受影响；请运行 vitrine index rebuild。",
                      "The search index cannot be read ({detail}). No asset is affected; run “vitrine index rebuild”."),
}
