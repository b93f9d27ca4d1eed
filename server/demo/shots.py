"""What was photographed on the demo campus, by whom, and how far each picture has come in review."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Wanted(StrEnum):
    """The state that the demo brings an asset to, through the real steps."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RETURNED = "returned"


class Light(StrEnum):
    """What the camera was set to."""

    DAY = "day"
    LOW = "low"
    NIGHT = "night"
    TABLE = "table"
    HALL = "hall"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture or film to make; ``when`` is day counted from today and wall time, keywords are parted by spaces."""

    scene: str
    option: str
    kit: str | None
    person: str
    event: str | None
    when: tuple[int, str]
    title: str
    caption: str
    keywords: str
    place: str
    wanted: Wanted
    light: Light = Light.DAY
    tall: bool = False
    people: str = ""
    note: str = ""  # why it was returned
    film: bool = False


D, S, R, A, B = Wanted.DRAFT, Wanted.SUBMITTED, Wanted.REVIEWED, Wanted.APPROVED, Wanted.RETURNED
DAY, LOW, NIGHT, TABLE, HALL = Light
R6, Z6, OLD, A7, PHONE = "catering-r6", "dormitory-z6", "dormitory-80d", "office-a7", "office-phone"

SHOTS: Final = (
    # the welcome
    Shot("fireworks", "", A7, "su", "opening", (-62, "20:12"), "迎新晚会的焰火",
         "焰火在北区体育场上空绽放，新生们举起手机记录开学第一夜。",
         "迎新 开学典礼 焰火 夜景", "北区体育场", A, NIGHT),
    Shot("lecture", "大学第一课", A7, "su", "opening", (-62, "09:30"), "大学第一课",
         "开学典礼后，全体新生在大礼堂听大学第一课。",
         "开学典礼 新生 课堂 大礼堂", "大礼堂", A, HALL, people="全体新生"),
    Shot("stage", "", A7, "wen", "opening", (-62, "19:20"), "晚会开场合唱", "学生合唱团在迎新晚会上唱响校歌。",
         "迎新 晚会 合唱 校歌", "北区体育场",
         A, NIGHT, people="学生合唱团"),
    Shot("stage", "warm", PHONE, "su", "opening", (-62, "19:48"), "灯光亮起的那一刻",
         "舞台灯光转暖，合唱团指挥向观众席示意。", "迎新 晚会 舞台",
         "北区体育场", S, NIGHT, tall=True),
    Shot("umbrellas", "", PHONE, "su", "opening", (-63, "10:05"), "雨中报到",
         "报到日下起小雨，各色雨伞穿过图书馆前广场。", "迎新 报到 新生 雨天",
         "图书馆广场", A, DAY),
    Shot("fireworks", "", PHONE, "wen", "opening", (-62, "20:16"), "看台上的焰火", "从看台一侧看到的焰火。",
         "迎新 焰火 夜景", "北区体育场", D, NIGHT,
         tall=True),
    # the games
    Shot("track", "", A7, "su", "games", (-24, "09:05"), "弯道之上", "男子四百米预赛，航拍视角下的弯道。",
         "运动会 田径 跑道 航拍", "南区田径场", A,
         people="男子四百米选手"),
    Shot("runners", "", A7, "wen", "games", (-24, "17:21"), "追着落日奔跑", "傍晚的百米决赛，选手们从落日前掠过。",
         "运动会 短跑 落日 剪影",
         "南区田径场", A, LOW, people="李小华"),
    Shot("runners", "gold", PHONE, "su", "games", (-23, "17:02"), "金色跑道", "接力赛前的最后一次热身。",
         "运动会 接力 热身", "南区田径场", R, LOW,
         tall=True),
    Shot("court", "", A7, "su", "games", (-23, "15:40"), "下午四点的球场", "三对三篮球赛，影子也在比赛。",
         "运动会 篮球 航拍", "东区球场", A),
    Shot("court", "green", A7, "wen", "games", (-23, "16:15"), "绿色场地", "教工组比赛在绿色场地进行。",
         "运动会 篮球 教工", "东区球场", S),
    Shot("track", "blue", A7, "wen", "games", (-24, "10:32"), "蓝色跑道", "新铺的蓝色跑道第一次用于正式比赛。",
         "运动会 田径 跑道", "北区体育场", B,
         note="图片说明请补充比赛项目和组别。"),
    # at home
    Shot("dormitory", "", Z6, "chen", "homes", (-16, "13:10"), "晒被子的好天气",
         "雨后初晴，5 号公寓的阳台上晒满了被子。", "公寓 宿舍 阳台 生活",
         "5 号公寓", A),
    Shot("dormitory", "evening", Z6, "chen", "homes", (-16, "17:48"), "窗口次第亮起", "傍晚，公寓的灯一盏盏亮起来。",
         "公寓 宿舍 傍晚 灯光", "3 号公寓",
         A, LOW, tall=True),
    Shot("sunlight", "", Z6, "he", "homes", (-14, "16:26"), "自习室的光", "公寓自习室的墙上，窗影和树影慢慢移动。",
         "公寓 自习室 光影", "3 号公寓自习室", A,
         HALL),
    Shot("calligraphy", "家", Z6, "chen", "homes", (-12, "15:05"), "写一个“家”字",
         "公寓文化月书法活动，同学写下“家”字。", "公寓 书法 文化月 传统文化",
         "3 号公寓活动室", A, TABLE, people="张伟"),
    Shot("shelves", "", Z6, "chen", "homes", (-11, "21:02"), "公寓书吧的夜晚", "书吧开到晚上十一点，灯下总有人。",
         "公寓 书吧 阅读 夜晚", "5 号公寓书吧", R,
         HALL),
    Shot("rain", "", Z6, "he", "homes", (-13, "20:33"), "窗外的雨", "值班室窗外，雨滴里都是灯火。", "公寓 雨夜 值班",
         "3 号公寓值班室", S, NIGHT),
    Shot("dishes", "single", OLD, "chen", "homes", (-12, "12:10"), "公寓厨房的一餐",
         "共享厨房开放第一天，同学自己做的午饭。", "公寓 共享厨房 美食",
         "3 号公寓共享厨房", D, TABLE, tall=True),
    Shot("snow", "evening", Z6, "chen", None, (-9, "17:15"), "初雪将至", "公寓外的红墙与梅枝。", "雪景 红墙 校园风光",
         "北门红墙", D, LOW, tall=True),
    # at the table
    Shot("dishes", "lunch", R6, "lin", "canteen", (-8, "11:20"), "食堂的午餐",
         "番茄炒蛋、清炒时蔬，第二食堂开放日的一份午餐。", "食堂 美食 午餐 开放日",
         "第二食堂", A, TABLE),
    Shot("dishes", "noodle", R6, "lin", "canteen", (-8, "11:42"), "一碗红烧牛肉面", "面是当天手擀的，汤熬了六个小时。",
         "食堂 美食 面食 开放日",
         "第二食堂二层", A, TABLE),
    Shot("steamers", "", R6, "lin", "canteen", (-8, "06:35"), "清晨第一笼包子", "早上六点半，第一笼鲜肉包出锅。",
         "食堂 早餐 包子 后厨", "第二食堂后厨", A, TABLE, people="张伟"),
    Shot("dishes", "feast", R6, "zhou", "canteen", (-8, "12:05"), "六道家常菜", "开放日评出的六道最受欢迎的家常菜。",
         "食堂 美食 家常菜 评选", "第二食堂", A,
         TABLE),
    Shot("dishes", "single", R6, "lin", "canteen", (-8, "12:31"), "麻婆豆腐", "川味窗口的招牌菜。", "食堂 美食 川菜",
         "第二食堂", A, TABLE, tall=True),
    Shot("market", "", R6, "lin", "canteen", (-8, "19:10"), "开放日夜市", "晚上的美食夜市，灯串下人来人往。",
         "食堂 夜市 美食 夜景", "第二食堂广场", A, NIGHT, people="王芳"),
    Shot("dishes", "noodle", R6, "zhou", "canteen", (-7, "11:55"), "牛肉面新窗口", "新开窗口试营业。",
         "食堂 面食 新窗口", "第二食堂", S, TABLE, tall=True),
    Shot("steamers", "", R6, "lin", "canteen", (-7, "06:50"), "包子出笼", "蒸汽散开，后厨开始一天的忙碌。",
         "食堂 早餐 后厨", "第二食堂后厨", S, TABLE,
         tall=True),
    # ginkgo week
    Shot("ginkgo", "noon", A7, "su", "ginkgo", (-5, "11:48"), "银杏大道", "正午的银杏大道，满地金黄。",
         "银杏 秋天 校园风光 摄影周", "银杏大道", A),
    Shot("ginkgo", "late", A7, "wen", "ginkgo", (-4, "16:22"), "暖阳里的银杏", "下午四点，阳光穿过银杏叶。",
         "银杏 秋天 校园风光", "银杏大道", A, LOW, tall=True),
    Shot("ginkgo", "noon", PHONE, "su", "ginkgo", (-3, "12:20"), "落叶不扫", "后勤部门今年继续“落叶缓扫”，留住秋色。",
         "银杏 落叶 秋天 后勤", "银杏大道", R,
         tall=True),
    Shot("hills", "dawn", A7, "su", "ginkgo", (-4, "06:42"), "湖畔清晨", "清晨的镜湖，远山与钟楼倒映水中。",
         "校园风光 清晨 镜湖 钟楼", "镜湖", A, LOW),
    Shot("hills", "dusk", A7, "wen", "ginkgo", (-5, "17:36"), "钟楼晚霞", "晚霞映红湖面，教学楼亮起第一盏灯。",
         "校园风光 晚霞 钟楼", "镜湖", A, LOW),
    Shot("hills", "dusk", PHONE, "su", "ginkgo", (-2, "17:31"), "手机里的晚霞", "下课路上随手拍到的晚霞。",
         "校园风光 晚霞", "镜湖", S, LOW, tall=True),
    # the year
    Shot("hills", "mist", A7, "wen", None, (-40, "07:05"), "雾中校园", "入秋第一场雾，校园像一幅水墨画。",
         "校园风光 雾 水墨", "镜湖", A, LOW),
    Shot("moon", "", A7, "su", None, (-51, "20:40"), "湖心亭的月亮", "中秋前后，月亮升上湖心亭。",
         "校园风光 月亮 中秋 夜景", "湖心亭", A, NIGHT),
    Shot("library", "", A7, "wen", None, (-33, "20:55"), "夜读", "晚上九点，图书馆灯火通明。",
         "图书馆 夜景 阅读 校园风光", "图书馆", A, NIGHT),
    Shot("library", "dusk", PHONE, "su", None, (-10, "18:02"), "图书馆的傍晚", "闭馆音乐还早，座位已经坐满。",
         "图书馆 傍晚", "图书馆", S, NIGHT, tall=True),
    Shot("lotus", "", A7, "su", None, (-118, "08:15"), "荷塘", "暑期的荷塘，叶子比花多。", "校园风光 荷花 夏天", "荷园",
         A),
    Shot("blossom", "", A7, "wen", None, (-226, "10:11"), "樱花开了", "三月末，理学楼前的樱花盛开。",
         "校园风光 樱花 春天", "理学楼", A),
    # posters, made at a desk
    Shot("poster-canteen", "{canteen} 全天", None, "zhou", "canteen", (-12, "14:00"), "食堂开放日海报",
         "第二食堂开放日宣传海报。", "海报 食堂 开放日",
         "第二食堂", A, tall=True),
    Shot("poster-sports", "{games} 8:30 开幕", None, "su", "games", (-30, "10:30"), "秋季运动会海报",
         "秋季运动会主视觉海报。", "海报 运动会", "南区田径场", A,
         tall=True),
    Shot("poster-opening", "{opening} 9:00", None, "wen", "opening", (-66, "16:00"), "开学典礼海报",
         "新学年开学典礼海报。", "海报 开学典礼 新生", "北区体育场", A,
         tall=True),
    Shot("poster-plate", "", None, "zhou", None, (-20, "09:40"), "光盘行动海报", "按需取餐、反对浪费的公益海报。",
         "海报 光盘行动 节约 食堂", "各食堂", A, tall=True),
    Shot("poster-homes", "{homes} 起", None, "he", "homes", (-19, "11:15"), "公寓文化月海报", "公寓文化月活动海报。",
         "海报 公寓 文化月", "学生公寓", A, tall=True),
    Shot("poster-leaves", "{ginkgo} 起征稿", None, "su", "ginkgo", (-7, "15:20"), "银杏季摄影征集海报",
         "银杏季摄影作品征集海报。", "海报 银杏 摄影 征集",
         "银杏大道", B, tall=True, note="请在海报上补充投稿邮箱和截止日期。"),
    # the plan that lies under the map
    Shot("plan", "", None, "su", None, (-41, "10:00"), "校园平面图", "办公室绘制的校园平面图，用作照片地图的底图。",
         "平面图 校园", "校园", A),
    # films
    Shot("blazing", "", A7, "wen", "opening", (-62, "20:14"), "焰火短片", "迎新晚会焰火，现场短片。", "迎新 焰火 视频",
         "北区体育场", A, NIGHT, film=True),
    Shot("snowing", "", R6, "lin", None, (-9, "16:40"), "雪落红墙", "雪落在北门红墙和梅枝上。",
         "雪景 红墙 视频 校园风光", "北门红墙", S, DAY, film=True),
    Shot("falling", "", PHONE, "su", "ginkgo", (-3, "12:26"), "银杏叶落", "风起时，银杏叶纷纷落下。",
         "银杏 落叶 视频 校园风光", "银杏大道", A, DAY, tall=True,
         film=True),
)
