"""Reasons that programs are given by the API, (Chinese, English); see ``index.reasons``."""

from __future__ import annotations

from typing import Final

PROGRAM_REASONS: Final[dict[str, tuple[str, str]]] = {
    "token": ("没有有效的令牌。请在请求头 Authorization: Bearer 中给出未过期、未撤销的令牌；令牌在「账号」页签发。",
              "There is no valid token. Send one that is neither over nor revoked as Authorization: Bearer; tokens are made "
              "on the account page."),
    "token-scope": ("这个令牌没有「{scope}」权限范围。请另签发一个包含它的令牌。",
                    "This token lacks the scope {scope}. Make one that has it."),
    "token-rate": ("请求过于频繁，每分钟最多 {most} 次。请在 {seconds} 秒后再试。",
                   "Too many requests: {most} a minute at most. Try again in {seconds} seconds."),
    "key-reused": ("这个 Idempotency-Key 已用于另一个请求。请为新的请求换一个。",
                   "This Idempotency-Key was used for another request. Take a new one for a new request."),
    "key-under-way": ("同一个 Idempotency-Key 的请求正在处理。请稍后用同一个键再试。",
                      "A request with this Idempotency-Key is being done. Try again with the same key in a while."),
    "key-unknown": ("同一个 Idempotency-Key 的请求没有完成应答，可能已经生效。请先查看结果，确需重做时换一个键。",
                    "A request with this Idempotency-Key was broken off and may have been done. Look first; to do it again, "
                    "take a new key."),
    "not-fresh": ("内容已被修改，与您读到的不同。请重新读取后再改。",
                  "This has changed since you read it. Read it again, then change it."),
    "not-acceptable": ("这里只能给出 {given}。请把它列入 Accept。", "Only {given} is given here. Name it in Accept."),
    "not-json": ("请求的正文应为 {wanted}，请设置 Content-Type。", "The body has to be {wanted}; say so in Content-Type."),
    "webhook-off": ("这个事件推送已停用。请先启用它，再重发。", "This webhook is off. Switch it on first, then send again."),
    "webhook-refused": ("对方没有收下：{why}", "The other side did not take it: {why}"),
    "webhook-no-secret": ("本机的主密钥打不开它的签名密钥。请为它更换密钥，并把新密钥交给对方。",
                          "Its secret cannot be opened with this installation's key. Make a new one, and give it to the "
                          "other side."),
    "webhook-unresolved": ("查不到 {of} 的地址。请核对网址，并检查本机的域名解析。",
                           "No address was found for {of}. Check how it is written, and this machine's name resolution."),
    "webhook-closed": ("{of} 在校内或本机，设置 webhooks_inside 没有写明它的网段。",
                       "{of} lies inside, and the setting webhooks_inside does not name its network."),
    "webhook-plain": ("{of} 在校外，只能用 https。请改填 https:// 开头的网址。",
                      "{of} lies outside, where only https goes. Enter an https:// address."),
    "webhook-redirect": ("对方要求转到别处（HTTP {of}），事件推送不跟随。请改填最后的网址。",
                         "The other side points elsewhere (HTTP {of}), which is not followed. Enter the final address."),
    "webhook-unreachable": ("没有连通对方：{of}", "The other side could not be reached: {of}"),
    "webhook-broken": ("橱窗自身出错，没有发出。原因见后台进程的日志。",
                       "Something went wrong on our side before it was sent. The worker's log says what."),
    "webhook-superseded": ("之后又审核通过了一次，只推送那一次。", "It was approved again later, and that is told instead."),
    "webhooks-many": ("事件推送最多 {most} 个。请先删除不用的。", "There are {most} webhooks at most. Remove one first."),
    "bad-json": ("请求的正文不是有效的 JSON：{why}", "The body is no valid JSON: {why}"),
}
