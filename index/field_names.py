"""What the fields of forms, sheets and bodies are called, by their codes: a refusal names its field as its reader knows it.

One code may stand in several forms under several labels; then the name here is what these have in common.
"""

from __future__ import annotations

import re
from typing import Final

Pair = tuple[str, str]

FIELDS: Final[dict[str, Pair]] = {
    # of nearly every form
    "name": ("名称", "Name"), "name_en": ("英文名称", "Name in English"), "code": ("代码", "Code"),
    "title": ("标题", "Title"), "note": ("说明", "Note"), "reason": ("原因", "Reason"), "text": ("内容", "Text"),
    "file": ("文件", "File"), "kind": ("类别", "Kind"), "event": ("活动", "Event"),
    "department": ("部门", "Department"), "person": ("人员", "Person"), "channel": ("渠道", "Channel"),
    "channels": ("渠道", "Channels"), "active": ("可用", "In use"), "shared": ("共享给", "Shared with"),
    "hours": ("时间", "Hours"), "days": ("日期", "Days"), "to": ("给谁", "To whom"), "first": ("开始日期", "First day"),
    "last": ("结束日期", "Last day"), "last_day": ("结束日期", "Last day"), "starts_on": ("开始日期", "First day"),
    "ends_on": ("结束日期", "Last day"), "ends_at": ("结束时间", "End"), "starts_at": ("开始时间", "Start"),
    "since": ("起始日期", "First day"), "until": ("截止", "Until"), "q": ("检索语句", "Search"),
    # what is said of an asset
    "caption": ("说明", "Caption"), "keywords": ("关键词", "Keywords"), "people": ("人物", "People"),
    "place": ("地点", "Place"), "credit": ("署名", "Credit"), "creator": ("作者", "Creator"),
    "rights": ("版权声明", "Rights"), "licence": ("授权", "Licence"), "embargo_until": ("禁发至", "Not before"),
    "expires_at": ("到期时间", "Expires"), "where": ("位置", "Position"),
    "focus": ("画面中心", "Middle of the picture"),
    # which assets, and what is done with them
    "asset": ("素材", "Pictures"), "assets": ("素材", "Pictures"), "item": ("内容", "Item"), "cover": ("封面", "Cover"),
    "what": ("操作", "Action"), "verb": ("操作", "Action"), "change": ("改什么", "Change"),
    "choice": ("评选", "Choice"), "choices": ("评选", "Choices"), "columns": ("列数", "Columns"),
    "preset": ("规格", "Form"), "purpose": ("用途", "What for"), "watermark": ("水印", "Watermark"),
    "size": ("大小", "Size"), "batch": ("批次", "Batch"), "sha256s": ("散列值", "Hashes"),
    # stories
    "summary": ("摘要", "Summary"), "body": ("正文", "Text"), "authors": ("文字作者", "Words by"),
    "photographers": ("图片作者", "Pictures by"), "pictures": ("配图", "Pictures"), "lead": ("题图", "Lead picture"),
    "words": ("草稿", "Draft"),
    # review, channels and their demands
    "desk": ("人或部门", "Person or department"), "step": ("流程步骤", "Step"), "steps": ("流程步骤", "Steps"),
    "question": ("问题", "Question"), "answer": ("答复", "Answer"), "from_on": ("起始日期", "First day"),
    "until_on": ("截止日期", "Last day"), "away_from": ("请假第一天", "Away from"),
    "away_until": ("请假最后一天", "Away until"), "deputy": ("代审人", "Deputy"),
    "least-width": ("宽至少（像素）", "Least width, pixels"),
    "least-height": ("高至少（像素）", "Least height, pixels"),
    "least-long-edge": ("长边至少（像素）", "Least long edge, pixels"),
    "least-short-edge": ("短边至少（像素）", "Least short edge, pixels"),
    "most-width": ("宽至多（像素）", "Most width, pixels"), "most-height": ("高至多（像素）", "Most height, pixels"),
    "most-long-edge": ("长边至多（像素）", "Most long edge, pixels"), "shapes": ("画面比例", "Shapes"),
    "least-seconds": ("时长至少", "Least length"), "most-seconds": ("时长至多", "Most length"),
    "formats": ("格式", "Formats"), "most-bytes": ("文件小于", "File under"),
    "most-title": ("标题至多（字）", "Longest title, characters"), "fields": ("另外必填", "Required as well"),
    "wrong": ("错误用语", "Wrong expressions"), "forbidden": ("禁用语", "Forbidden expressions"),
    "fixed": ("固定表述", "Fixed expressions"), "leader": ("领导姓名职务", "Leaders' names and titles"),
    # consents and licences
    "number": ("学号或工号", "Student or staff number"), "guardian": ("监护人", "Guardian"),
    "minor": ("未成年人", "Minor"), "evidence": ("凭证", "Evidence"), "purposes": ("用途", "What for"),
    "scope": ("范围", "Scope"), "ends": ("截止", "Valid until"), "starts": ("开始", "Valid from"),
    "terms": ("使用条件", "Terms"),
    # accounts
    "login": ("账号", "Account name"), "display": ("姓名", "Name"), "password": ("密码", "Password"),
    "new-password": ("新密码", "New password"), "old": ("现在的密码", "Present password"),
    "new": ("新密码", "New password"), "roles": ("角色", "Roles"), "office": ("办公室名称", "Name of the office"),
    "contact": ("联系方式", "Contact"),
    # programs
    "program": ("程序", "Program"), "scopes": ("权限范围", "Scopes"), "cursor": ("续页标记", "Cursor"),
    "limit": ("条数", "How many"), "sort": ("排序", "Order"),
    # of passers-by
    "qr": ("二维码", "Code"), "website": ("网站", "Website"), "undo": ("收回", "Take back"), "state": ("状态", "State"),
    "reply": ("答复或处理", "Answer or action"),
    # kits, clocks and shoots
    "kit": ("器材", "Camera kit"), "due": ("归还日期", "Due back"), "by": ("平移多少", "Shift"),
    "seconds": ("秒", "Seconds"), "true": ("准确时间", "Its true time"), "make": ("品牌", "Make"),
    "model": ("型号", "Model"), "serial": ("序列号", "Serial number"), "camera": ("相机", "Camera"),
    # boards and screens
    "board": ("宣传栏", "Board"), "item_seconds": ("每张照片停留秒数", "Seconds for each picture"),
    "most": ("最多几项", "At most"), "refresh_by": ("更新期限", "Refresh by"),
    "refresh_every_days": ("每隔几天更新", "Refresh every so many days"), "search": ("保存的检索", "Saved search"),
    "campus": ("校区", "Campus"), "accent": ("主色", "Colour"), "logo": ("校徽", "Logo"),
    "group": ("分组", "Group"), "orientation": ("方向", "Orientation"), "rotation": ("画面旋转", "Turned by"),
    "owner": ("负责人", "Owner"), "theme": ("主题", "Theme"), "layout": ("版式", "Layout"), "--at": ("时间 --at", "--at"),
    "template": ("模板", "Template"),
    "matter": ("什么事", "What"), "matter_en": ("什么事（英文）", "What (English)"), "site": ("在哪里", "Where"),
    "site_en": ("在哪里（英文）", "Where (English)"), "shown": ("何时开始预告", "Announced"),
    "screen": ("电子屏", "Screen"), "deed": ("操作", "Action"), "show_from": ("开始", "From"),
    "show_until": ("结束", "Until"), "part": ("时段", "Day-part"), "parts": ("时段", "Day-parts"),
    "priority": ("优先级", "Priority"), "from_day": ("开始", "From"), "from_time": ("开始", "From"),
    "until_day": ("结束", "Until"), "until_time": ("结束", "Until"), "opens": ("开屏时间", "Goes on at"),
    "closes": ("关屏时间", "Goes off at"), "lease_days": ("离线期限（天）", "Days without the server"),
    "inches": ("对角线英寸", "Diagonal in inches"), "tags": ("标签", "Tags"),
    "line": ("时刻", "Moment"),
    "weight": ("每轮次数", "Times in a round"), "pin": ("位置", "Place in the round"), "--pin": ("位置 --pin", "--pin"),
    "framing": ("画面", "How it lies on a screen"),
    "building": ("楼宇", "Building"), "aim": ("发到哪些屏", "On which screens"),
    "title_en": ("标题（英文）", "Title (English)"), "body_en": ("英文", "English text"), "drill": ("演练", "Drill"),
    # quotas, rule sets and points
    "quality": ("质量", "Quality"), "reaction": ("社会反响", "Social reaction"),
    "unit_places": ("优秀信息单位名额", "Places of best units"),
    "people_places": ("优秀宣传工作者名额", "Places of best people"),
    "rules": ("考核办法", "Rule set"), "period": ("时段", "Period"), "month": ("月份", "Month"),
    "wanted": ("数量", "How many"), "duty": ("任务或争取", "Duty or target"), "per": ("周期", "Per"),
    "trigger": ("计数时机", "Counted when"), "unit": ("计数单位", "Counted by"), "kinds": ("类别", "Kinds"),
    "outlets": ("媒体", "Outlets"), "from_month": ("起始月份", "First month"), "until_month": ("结束月份", "Last month"),
    "points": ("得分", "Points"),
    "of_month": ("更正哪个月", "Month that it puts right"), "members": ("部门", "Departments"),
    # placements and outlets
    "outlet": ("媒体", "Outlet"), "level": ("级别", "Level"), "type": ("类型", "Type"), "known": ("知名媒体", "Well known"),
    "goes_on": ("报送渠道", "Goes on"), "published_on": ("刊发日期", "Published on"), "sent_on": ("报送日期", "Sent on"),
    "link": ("链接", "Link"),
    "contest": ("评选名称", "Contest"), "rank": ("名次", "Rank"),
    # reports of the office
    "mark": ("发文字号的机关代字", "Mark of its number"), "copy_to": ("抄送", "Copies to"),
    "opening": ("开头", "Opening"), "remarks": ("有关要求", "Remarks"), "red_head": ("红头", "Red head"),
    # newsletters
    "issuer": ("编发单位", "Issued by"), "dated": ("日期", "Date"),
    "issued_before": ("此前已出期数", "Issues before"), "report_to": ("报送", "Reported to"), "send_to": ("发送", "Sent to"),
    "copies": ("印数", "Copies"), "issue_number": ("期号", "Number"), "total": ("总期号", "Total number"),
    "story": ("稿件", "Story"), "mails": ("邮箱", "Mail addresses"), "section": ("栏目", "Section"),
    "heading": ("标题", "Heading"), "reader": ("读者", "Reader"),
    # training
    "held_on": ("日期", "Day"), "trainer": ("主讲", "Trainer"), "materials": ("资料", "Materials"),
    "names": ("姓名", "Names"), "sign_up": ("报名", "Sign up"), "present": ("出席", "Who came"),
    "comes": ("报名", "Sign up"),
    # topics for departments
    "brief": ("要求", "What is asked"), "occasion": ("背景", "Occasion"), "due_on": ("截止日期", "Due"),
    "departments": ("部门", "Departments"),
    "boards": ("宣传栏", "Boards"), "task": ("部门", "Department"),
    "verdict": ("决定", "Decision"), "again": ("重新打开", "Open again"),
    # packages, the archive, webhooks
    "year": ("年份", "Year"), "package": ("资料包", "Package"),
    # links to the outside
    "max_files": ("最多文件数", "Files, at most"), "max_gigabytes": ("最大容量（GB）", "GB, at most"),
    "may": ("对方可以", "They may"),
    # notices
    "mail": ("邮箱", "Mail address"), "phone": ("手机号", "Mobile phone"), "wecom": ("企业微信账号", "WeCom account"),
    "digest_hour": ("每日汇总的时间", "Hour of the digest"), "quiet_from": ("免打扰开始", "Quiet from"),
    "quiet_until": ("免打扰结束", "Quiet until"), "host": ("邮件服务器", "Server"), "port": ("端口", "Port"),
    "sender": ("发件地址", "Sender's address"), "address": ("地址", "Address"),
    "corpid": ("企业 ID", "Corporation's id"), "agentid": ("应用 ID", "Application's id"), "secret": ("密钥", "Secret"),
    "success": ("成功的标志", "Success"), "method": ("请求方法", "Method"), "encoding": ("正文格式", "Encoding"),
    "headers": ("请求头", "Headers"), "security": ("加密", "Encryption"),
    # devices, plans, the trail and the log of what was taken out
    "from": ("关屏时间从", "Panel off from"), "who": ("何人", "Who"), "subject": ("对象", "To what"),
    "way": ("方向", "Direction"), "x": ("距左边", "From the left"), "y": ("距上边", "From the top"),
    "focus_x": ("距左边", "From the left"), "focus_y": ("距上边", "From the top"), "minutes": ("分", "Minutes"),
    "info": ("说明", "Details"), "whom": ("人或部门", "Person or department"),
    "lines": ("说明行数", "Lines of caption"),
    # kinds of assets, each with its own list
    "photo": ("照片", "Photos"), "video": ("视频", "Films"),
}
_OF_KIND: Final = re.compile(r"(?:photo|video|story)-(.+)")
"""A demand of a channel on one kind of item."""


def name_of(field: str) -> Pair:
    """Return what a field is called in Chinese and English; its code where that says all that is known."""
    of_kind = _OF_KIND.fullmatch(field)
    return FIELDS.get(of_kind[1] if of_kind else field, (field, field))
