"""What a demand looks like: for each category, word classes that must stand together in one sentence.

A sign is a readable conjunction: every pattern of `needs` must match; the first one is what the quote is anchored to.
Patterns read the folded text (NFKC, lower case, simplified).
"""

import re
from dataclasses import dataclass

NAME = r"(?:[“\"「『《][^”\"」』》]{2,16}[”\"」』》])"
APP = rf"(?:app|应用(?:程序|软件)|政务应用|移动应用|手机应用|小程序|程式|公众号|服务号|客户端|视频号|协同端|软件|{NAME}|云平台|掌上\w{{1,4}}|电子凭证|电子社保卡|医保码)"
DIGITAL = rf"(?:{APP}|平台|系统|手机|线上|网上|后台|云课堂|账号)"
INSTALL = r"(?:下载(?!并?打印|表|附件|后?填)|安装|装机|装[齐好妥上到](?!.{0,6}(?:电梯|座椅))|(?:还没|没|未|家家都要|都要|都得|必须|先|一律)装(?!修|卸|备|载|饰|订|配|置|运|货|满))"
MUST = r"(?:必须|务必|一律|一概|须(?!知|要)|应当|应(?=[在先由每]|不)|都要|都得|均[须要应]|要求|全员|全体|人人|家家|每[位名个户].{0,10}(?:要|至少|须|应)|全部|立即|今[天晚日].{0,8}前|月底前|本周.{0,4}前|[0-9]{1,2}[日号点时].{0,4}前|抓紧|应装尽装|不漏|一[户个]不[落少漏]|不留空白|到位|全覆盖|100%|请各|请家长|请每|要抓好|逐户|逐一|先由|换成智能机后|坚持|照样要|还(?:应|须|要|需)|不得以.{1,20}(?:拒绝|推脱|不))"
PENALTY = r"(?:不予(?!受理.{0,6}投诉)|停发|暂缓发|不发|取消(?!资格)|视[为同]|一票否决|扣[0-9一二三款分减]|扣款|通报|约谈|谈话|问责|挂钩|末位|倒数|排名|排在(?:末|最?后)|排行榜|落后|点名|亮相|名单|书面(?:说明|报)|说明(?:原因|情况|理由)|作说明|写检查|否则|别来|别拖|后果自负|缺席|缺岗|按.{1,8}(?:处理|扣)|作废|退回|不得分|得[0-9]+分|满分|\([0-9]{1,2}分\)|不计入|不得评|评优|评先|晋级|晋升|职级|职称|绩效|报销|转岗|更换|驳回|不再受理|再取号|再予|挨家|拖.{0,6}后腿|统一到.{1,8}登记|标红|晾晒|张榜|补看|补学|减发|补助不|补贴不|记入|计入|优先推荐|依据|得满分)"
QUOTA = r"(?:[0-9]+(?:\.[0-9]+)?%|[百八九六七五四三二]成|不[少低]于|不得[少低]于|至少|达到|达不到|低于|突破|过半|[0-9一二三四五六七八九十百千万]+(?:人|个|名|户|台|次|条|遍|张|段|分钟|小时|天|票|家|粉丝)|以上|任务|指标|分解|认领|清零)"
RATE = r"(?:(?:下载|安装|装机|注册|激活|使用|活跃|上线|关注|覆盖|登录)(?:率|量|人数|数量|数|情况)|推广(?:指标|任务|进度)|新(?:增)?用户|装机[0-9]+台|(?:村|镇|街道?)激活[0-9])"
EVERY = r"(?:每[天日周月晚早]|每个?工作日|早晚|早中晚|每班|[天日]均|定时|日登录|月登录|一周内|季度登录|全程|连续[一二三0-9]+天)"


@dataclass(frozen=True, slots=True)
class Sign:
    """One way in which a category shows itself; `score` is how often it is right, `soft` asks a person instead."""

    category: str
    needs: tuple[re.Pattern[str], ...]
    without: re.Pattern[str] | None = None
    score: float = 0.9
    soft: bool = False


def _sign(category: str, *needs: str, without: str | None = None, score: float = 0.9, soft: bool = False) -> Sign:
    return Sign(category, tuple(re.compile(pattern) for pattern in needs), re.compile(without) if without else None, score, soft)


_PHYSICAL = (
    r"电梯|烟感|报警器|监测装置|净化设施|计价器|自闭阀|座椅|充电桩|定位装置|门锁|补丁|准考证|油烟|监控|招标文件|投标|竞价|安全教育平台以外"
)
_HARMLESS = r"采购|招标|投标|供应商|报价|开标|竞买|考生|准考证|报考"

SIGNS: tuple[Sign, ...] = (
    _sign(
        "unfiled_app",
        r"备案",
        rf"(?:{APP}|应用)",
        r"先.{0,6}(?:用|启用|上线|组织)|先上线后备案|即日起|自[0-9]+月[0-9]+日起|补办",
        without=r"不得|网站主办|icp",
    ),
    _sign("unfiled_app", r"备案.{0,12}(?:已提交|正在|等待|审核|办理中)", APP, soft=True, score=0.6, without=r"补办|先.{0,6}用|网站主办"),
    _sign(
        "county_build",
        r"(?:我|本|各)?(?:镇|乡|村|社区|街道(?:办事处)?).{0,12}(?:自主|自行|自建|独立|自筹|委托|出资).{0,24}(?:开发|研发|建设|打造|自建|小程序|app)",
        rf"(?:{APP}|平台)",
        without=r"不得|禁止|严禁|依托省",
    ),
    _sign(
        "county_build",
        r"(?:开发|建设|打造|上线).{0,6}(?:镇级|乡级|村级|社区级|本乡|本镇|本村|乡镇级).{0,10}(?:app|小程序|应用|平台)",
        score=0.85,
        without=r"不得|禁止|严禁",
    ),
    _sign(
        "county_build",
        r"(?:我|本)(?:镇|乡|村|社区).{0,10}(?:上线|推出|开发)的?.{0,10}(?:小程序|app)",
        r"仍在|20[01][0-9]年|202[0-5]年",
        soft=True,
        score=0.6,
        without=r"不得",
    ),
    _sign(
        "duplicate_app",
        r"(?:另行|再|单独|另外)?(?:再)?(?:开发|新建|上线|做|配发|新做).{0,12}(?:一?[款个]|应用|app|小程序|plus|“)",
        rf"(?:{APP}|应用|e路通)",
        r"功能(?:类似|虽已|相近|相同)|同类|保留原|两端并行|分别(?:上线|登录)|除“[^”]+”外|不强求整合|现有.{0,14}(?:再|另|单独)",
        without=r"不得|不允许|不许|擅自|禁止",
    ),
    _sign(
        "commercial",
        r"(?:政务|我中心|便民|掌上|公众号|服务号|小程序|本平台).{0,20}",
        r"展位费|招租|广告位|软文|推广服务费|抽取|会员费|年费|付费推广|团购专区|商城.{0,10}(?:缴|费|入驻)|价高者得",
        without=r"不得|禁止|严禁|无广告|广告设施",
    ),
    _sign(
        "single_channel",
        r"(?:仅|只)(?:能|支持|限|可|接受|留).{0,12}(?:手机|app|小程序|线上|网上|扫码|平台).{0,10}(?:办|预约|申请|做|缴|认证|挂号|提交|入口)|(?:一律|一概|全部|全面)(?:实行)?.{0,4}(?:由|在|改为|通过|实行)?(?:手机|线上|网上|小程序|扫码|无纸化)",
        without=r"也可|或(?:者)?(?:到|在|携)|考场|放入|统一上交|公务员|自行|欢迎|可携",
    ),
    _sign(
        "single_channel",
        r"(?:现场|窗口|柜台|人工|纸质|营业厅|线下|大厅).{0,14}(?:不再(?:受理|办理|提供|发号|接收)|停止(?:受理|办理)|取消|撤销|不予受理)|(?:停止|取消|不再).{0,6}(?:人工|线下|窗口|现场|纸质)",
        r"手机|线上|网上|app|小程序|程式|平台|扫码|本业务|数字",
        without=r"检修|周[一二三四五六日]|暂停|扩容|到三楼|节假日|恢复|保留|不得取消",
    ),
    _sign("single_channel", r"只能|不会用.{0,10}(?:请|由).{0,4}家人", r"手机|小程序|app|线上", without=r"假如|如果|收现金|导办|也可"),
    _sign("single_channel", r"群里报的不|应走平台流转", r"平台", soft=True, score=0.55),
    _sign(
        "duplicate_entry",
        r"(?:再|重新|分别|照样|同步|另)(?:要)?(?:.{0,8})(?:填|录|报(?!警|名)|导|抄送)|各自登记上报|一式[三四五]份|(?:录|填|报).{0,6}遍.{0,14}(?:录|填|报|导|交)|除.{1,20}外.{0,8}(?:还|也)(?:应|须|要|需).{0,10}(?:录|报|填|抄)|多头(?:填报|报送)|每日一报",
        r"系统|平台|表|数据|台账|信息|口径|纸质|邮箱|工作群",
        without=r"不必|不再|不得|无需|竞|申请书|挂失|申报工作|不用",
    ),
    _sign(
        "assessment_online",
        r"(?:考[核评]|督查|检查|评价|评比|抽查|打分|督导)",
        r"(?:后台|平台|系统|线上|照片|痕迹|留痕).{0,14}(?:数据|打分|为准|抽查|材料|照片|扣|红灯|情况|痕迹)|不再(?:下村|实地)",
        without=r"实地查看|不看台账|只作参考|现场查看|学时|积分|得分",
    ),
    _sign(
        "assessment_online",
        r"(?:系统|平台)(?:里|上|中)?.{0,6}(?:查不到|没有|未上传|无)(?:记录|资料|痕迹)?",
        r"当作没|视[为同]|按零分|一律|未开展",
    ),
    _sign("assessment_online", r"(?:没有|未)上传.{0,8}(?:一律)?视为未|看平台、?看痕迹|评判各单位工作落实"),
    _sign(
        "work_group_burden",
        r"(?:群里|群内|群消息|工作群|本群|建群|群).{0,30}",
        r"接龙|秒回|即时响应|马上答复|立即(?:回复|答复)|回音|潜水|[0-9一二三四五六七八九十半]+\s*(?:分钟|刻钟|小时)内|收到请回复|不应者|每群每天|24小时在线|发到群里",
        without=r"不要求|合并为|成语|广告请|不派活|驾校|重要事项请大家看到后",
    ),
    _sign("work_group_burden", r"(?:分钟|小时|刻钟)内.{0,24}(?:报到群里|发到群里|群里)"),
    _sign("work_group_burden", r"群里回一声", soft=True, score=0.55),
    _sign(
        "online_duration",
        r"(?:学习|在线|登录|阅读|观看|挂在|看满|学时|直播).{0,14}(?:时长|时间|[0-9]+\s*(?:分钟|小时|学时)|一小时|满)",
        r"平台|系统|后台|线上|在线|app|云课堂|直播|课堂|“|时长",
        r"不[少低]于|不得少于|不足|少于|要满|都要|看满|考核|排在|通报|标红|补学|谈话|达到",
        without=r"志愿|停车|继续教育|专业技术人员|体检|户外|驾驶|值守|保存时间|供学员本人",
    ),
    _sign("online_duration", r"记录在线学习时间|学习时间.{0,10}(?:导出|查询)", soft=True, score=0.55),
    _sign(
        "forced_login",
        r"登录|登陆|上线(?=一次|[0-9两三]次|“)|打开(?:平台|系统)|早晚各上线",
        EVERY + r"|[0-9两三四五]\s*(?:次|天)|登录率|登录天数|登录记录|登录情况",
        DIGITAL + r"|后台|联络员|账号|登录",
        r"应|须|不少于|至少|不得少于|以上|通报|推送|处理|统计|更换|亮相|习惯|记录登录|不予",
        without=r"失败[0-9]次|投标|考生|招标|报名|初始密码|首次登录",
    ),
    _sign(
        "points",
        r"(?:积分|得分|分值|平台分|学分|分数|文明码)",
        r"排名|排行|位次|末位|后[0-9十]+名|最后.{0,3}[户名人]|由高到低|折算|优秀|职级|职称|评先|晋升|考核|依据|张榜|晒|低于[0-9]+|转岗|绩效|补一补|公布",
        without=r"落户|入学|公租房|轮候|比赛|篮球|决赛|记分|驾驶|评标|招聘|笔试|中标|停止执行|不得以|信用修复|志愿|录取|兑换",
    ),
    _sign("points", r"志愿.{0,6}积分|积分.{0,12}兑换", r"公示|排", soft=True, score=0.55),
    _sign(
        "like_forward",
        r"点赞|集赞|转发|投票|票选|投本?县?[一二三0-9]票|(?:带头|跟着)转|点亮小红心|发到朋友圈|评论|留言|朋友圈",
        r"朋友圈|推文|公众号|视频号|宣传片|文章|网络|网路|短视频|链接|平台|app|每人|各科室|家长",
        MUST + "|" + PENALTY + r"|统计|不定时翻看|截图|少于|票数|做好|每日|动员|请各科室|请大家",
        without=r"业主|居民代表|选民|评委|举牌|意见\W{0,2}转发|转发给你们|转发给身边|业委会|撤回|抢险|表决|选举|如您方便|帮忙转",
    ),
    _sign("like_forward", r"帮忙转一转|觉得好就", soft=True, score=0.55),
    _sign(
        "checkin",
        r"打卡(?!地|点(?!时)|机)|签到(?!台)|点[“\"]到岗|定位签到|刷脸定位|刷脸签|手机考勤|扫.{0,6}码签",
        EVERY + r"|[0-9两三]\s*次|" + MUST + "|" + PENALTY + r"|漏[打卡]|补卡|卡点|没扫到",
        without=r"网红|景区|景点|花田|签到台|会场门口|一楼大厅|健身|医院签到|仅用于统计",
    ),
    _sign("checkin", r"手机考勤|扫码签到|活动报名签到|签到功能", soft=True, score=0.55, without=r"未签到|没扫到|通报|缺席|扣"),
    _sign(
        "screenshot_trace",
        r"截图|截屏|截下来|照片|拍照|拍一张|短视频|视频|轨迹|影像|合影|入镜",
        r"上传|传系统|发给组长|发群|发到群|台账系统|报.{0,6}联络员|留存备查|佐证|附照片|带水印|入镜|轨迹记录|长图|一户一|晒|全程打开|作为履职",
        MUST + "|" + PENALTY + r"|不少于|缺项|少一样|当日|记得|一户|退回|作废|汇总|[0-9一二三四五六]+\s*[张段]",
        without=r"证件照|免冠|考生|准考证|监控视频|申请行政复议|疫苗|危化品|电视|减为|近照|执法记录|一般.{0,4}不设|录制短视频",
    ),
    _sign("screenshot_trace", r"拍一张.{0,12}照片", r"附在档案|便于", soft=True, score=0.55),
    _sign(
        "download_quota",
        RATE,
        QUOTA + "|" + PENALTY + r"|排名|赶上|督办|日调度|通报|晒|倒排|挂钩|纳入",
        r"app|平台|用户|注册|下载|激活|推广|装机|活跃|安装情况|客户端|小程序|关注|点开|登录",
        without=rf"{_PHYSICAL}|{_HARMLESS}|接种|体检率|烟|截至|累计|公众号关注人数|粉丝|不作考核|仅供|登录率低于|登录天数",
    ),
    _sign("download_quota", r"分解下达|分到村、?分到人|下载任务|装机数量|推广指标|发展新用户", without=r"停止|严禁|禁止"),
    _sign(
        "download_quota",
        r"截至.{0,14}(?:累计)?(?:下载|安装|注册|激活)|争取.{0,16}用户.{0,16}(?:力争|达到)|(?:累计)?激活电子",
        soft=True,
        score=0.55,
    ),
    _sign(
        "forced_registration",
        r"关注(?!天气|户|变化|困难|度|民生)|注册(?!资本|满|资金|商标|会计|地址|建造)|实名(?:认证|绑定|注册)|绑定|开户认证|认证到位|粉丝|没绑",
        rf"{APP}|公众号|视频号|平台|账号|粉丝|智能手机|有手机|校园通|实名|关注率|点关注",
        MUST + "|" + PENALTY + "|" + QUOTA + r"|核销|一个不落|代为操作|拉来",
        without=rf"{_HARMLESS}|租赁|签订劳动|备案|登录报名网站|建筑工人|有条件的|停止|资本",
    ),
    _sign(
        "forced_registration",
        r"(?:关注|开立账户|注册).{0,14}(?:公众号|系统)|公众号.{0,4}关注|关注一下",
        r"有条件|带个头|应当在监管系统|欢迎|鼓励",
        soft=True,
        score=0.55,
    ),
    _sign(
        "forced_download",
        INSTALL,
        rf"{APP}|手机|一卡通|住户|家庭|流量",
        MUST + "|" + PENALTY,
        without=_PHYSICAL + "|" + _HARMLESS + r"|领完为止|办案|执法终端|情况每天|装机数量|装机[0-9]+台",
    ),
    _sign("forced_download", r"(?:还没|没|未)装.{0,8}(?:的|者|好)", PENALTY + r"|名单|抓紧|先别来|后腿", without=_PHYSICAL),
    _sign("forced_download", r"人人都要会用|家家都要装|装机一户不落"),
    _sign("forced_download", r"(?:首次)?安装并登录的|愿意用“|愿意?、?愿?用|移动执法终端", soft=True, score=0.55, without=r"不愿意|不愿"),
)

ENGLISH: tuple[Sign, ...] = (
    _sign(
        "forced_download",
        r"\b(?:install|download|app on their|app on your|put the app|have the app)",
        r"\bapp\b|\bphone",
        r"\b(?:must|shall|required|mandatory|have to|need to|will not|cannot|without|will be visited|lack it|lack)\b",
        without=r"need not|do not need|not required|optional|security update|form",
    ),
    _sign(
        "forced_registration",
        r"\b(?:register|follow|account|sign up)\w*",
        r"\b(?:portal|app|account|page|channel|platform)\b",
        r"\b(?:must|shall|every|all|make sure|will be listed|required)\b",
        without=r"can book|may|optional|tender|at the gatehouse|deposit|licence|ballot|voters?\b",
    ),
    _sign(
        "download_quota",
        r"\b(?:installs?|downloads?|registrations?|activations?|app users|new users|sign-ups?)\b",
        r"\b(?:target|quota|rank\w*|bottom|at least|has to bring|notice board|league|per cent|%)",
        without=r"no \w+ may",
    ),
    _sign(
        "forced_login",
        r"\b(?:log ?in|open the platform|sign in)\w*\b",
        r"\b(?:every|daily|twice|at least)\b",
        r"\b(?:expected|must|shall|reported|required)\b",
    ),
    _sign(
        "checkin",
        r"\b(?:check[- ]?in|clock)\w*",
        r"\b(?:must|shall|required|lose|or lose|every|per shift)\b",
        r"\b(?:app|platform|phone|position|location)\b",
        without=r"ferry|passengers|hotel",
    ),
    _sign(
        "points",
        r"\b(?:points|score|leaderboard|ranking)\b",
        r"\b(?:apprais\w*|renewal|bonus|promotion|performance|lowest|bottom)\b",
        without=r"licence|league|match|tender",
    ),
    _sign(
        "online_duration",
        r"\b(?:hours?|minutes)\b",
        r"\b(?:platform|online|video|course)\b",
        r"\b(?:at least|must|full|minimum|lists anyone|fewer than)\b",
        without=r"first-aid|ferry|childcare",
    ),
    _sign(
        "like_forward",
        r"\b(?:share|repost|like[sd]?|vote)\b",
        r"\b(?:video|post|article|page|link)\b",
        r"\b(?:all of you|at least|no fewer|every|must|screenshot|each)\b",
        without=r"ballot|members vote|voters",
    ),
    _sign(
        "screenshot_trace",
        r"\b(?:photos?|screenshots?|videos?|geotag\w*)\b",
        r"\b(?:upload\w*|submit\w*|in the system|counts only|send)\b",
        r"\b(?:must|only|counts only|every|each|shall)\b",
        without=r"application|passport",
    ),
    _sign(
        "work_group_burden",
        r"\b(?:group)\b",
        r"\b(?:within|minutes|answer every|reply)\b",
        r"\b(?:silence|record|must|weekends|every message)\b",
    ),
    _sign(
        "duplicate_entry",
        r"\b(?:enter|key|submit|report)\w*\b",
        r"\b(?:once more|again|also|as well|too)\b",
        r"\b(?:system|form|platform)\b",
        without=r"may also|can also",
    ),
    _sign(
        "assessment_online",
        r"\b(?:inspect\w*|assess\w*|mark performance|evaluat\w*)\b",
        r"\b(?:dashboard|platform data|from the system|alone)\b",
        without=r"must not|shall not",
    ),
    _sign(
        "single_channel",
        r"\b(?:app|online|smartphone|phone)\b.{0,30}\b(?:only|alone|no other way)\b|\bcounters?\b.{0,20}\bclos\w+ (?:for good|permanently)",
        without=r"stocktaking",
    ),
)
