"""Classes of words that demands, prohibitions and reports are made of; what a sentence means lies in which of them meet, and in which order.

Patterns read the folded text (NFKC, lower case, simplified); a class says nothing by itself.
"""

import re
from functools import cache

_WORDS = {
    # things
    "name": r"[“\"「『《‘'][^”\"」』》’']{2,18}[”\"」』》’']",
    "app": r"(?<![a-z])apps?(?![a-z])|应用(?:程序|软件)?|小程序|程式|公众号|服务号|订阅号|客户端|视频号|抖音|微信|钉钉|h5|二维码|扫码|电子(?:码|卡|证|凭证)|软件|account|channel|mini.?program|program(?:me)?\b|\btool\b|profile|handle|\bhub\b|网页端|掌上|账号",
    "platform": r"平台|系统|后台|网站|云课堂|数据库|大屏|驾驶舱|模块|portal|platform|dashboard|website|system|console|tracker|database|tablet|\bscreen|后端|看板|数字化?(?:大脑|门户)",
    "phone": r"手机|智能机|手机端|移动端|电脑|phone|device",
    "group": r"工作群|微信群|群聊|群里|群内|本群|大群|小群|入群|进群|建群|拉群|群(?!众|体|团|岛|山|策)|\bgroup|chat|群[相文]|channel",
    "counter": r"窗口|柜台|现场|纸质|人工|大厅|线下|上门|代办|帮办|电话预约|现金|纸面|counter|in person|paper|by post|cash|desk|desk|letter|telephone|phone line|cash(?:ier)?|实体卡|自助机|代收|受理点|挂号(?:处|窗)|face to face",
    "photo": r"截图|截屏|截[下个]|照片|拍照|拍[一张摄]|相片|影像|视频|录像|水印|合影|入镜|photo|screenshot|picture|geotag|video|selfie|pictures?|photograph|水印|录屏|拍(?:照|摄|下|个)|图片|影像|抓拍|相册|缺图",
    "place": r"定位|轨迹|gps|位置|步数|巡查路线|location|position|track|geotag|巡查轨迹|打点|点位|里程",
    "counting": r"(?:下载|安装|装机|注册|激活|使用|活跃|上线|关注|登录|在线|日活|月活|打开|绑定|点击|转发)(?:率|量|人数|数|户数)|粉丝(?:数|量)|用户数|点击量|阅读量|rate|installs|sign-?ups|downloads|activations|(?:开通|浏览|网办|入驻|实名)(?:率|量|人数|户数|数)|adoption|uptake|followers?|净增量",
    "done_rate": r"(?:覆盖|参与|完成|普及|占有|拓户|签约|建档|新增|净增|办结|上报|响应|达标|合格)(?:率|量|人数|户数|数)|增量|户均|人均|coverage|completion",
    "points": r"积分|得分|分值|学分|平台分|星级|红旗|points?|score|leaderboard|credits?\b|stars?\b|云分|扣分|加分|红花|指数|赋分|分数",
    "duration": r"时长|学时|分钟|小时|在线时间|学满|看满|刷满|hours?|minutes|idle|screen time|挂(?:满|够|机|着)|刷课|进度条|[0-9]+ ?学时|看完",
    "form": r"报表|台账|表格|表册|纸质表|明细表|登记表|花名册|excel|spreadsheet|\bforms?\b",
    # acts
    "install": r"下载|安装|装(?:上|好|齐|妥|完|到|机|没|了|个|载|着|不装)|(?<=[要得未没先须再都])装(?!修|卸|备|饰|订|配|置|运|货|满|电|路|监|摄|灯|潢|载)|应装尽装|install|download|(?<![上以之年月余])下(?=好|齐|了没|一下(?:哈|吧|这)|到手机|个软件|这个|没下)|部署|装机|instal|on (?:a|their|your|his|her) (?:own |personal |working |private )?(?:smart)?phone|get the app|load(?:ed)? the",
    "register": r"注册|实名|绑定|激活|开通|入驻|关注(?!民生|老|孤|群众|困难|天气|健康|安全)|加关|认证|开户|申领|扫(?:一扫|码)|加入|进群|入群|register|sign(?:ed|ing)? up|follow|enrol|activate|verify|link|核身|人脸|建(?:账号|档|号)|完善(?:资料|信息)|加(?:企业)?微信|绑卡|creat(?:e|es|ed|ing) (?:an?|your|their|his|her) (?:\w+ )?(?:account|profile)|bind|real-name|scan the|unverified|subscribe|enrol",
    "login": r"登录|登陆|登入|打开(?=.{0,6}(?:平台|app|应用|程序|系统|“))|上线|在线(?!申|办|预|咨|查|缴|支|教)|log(?:ged|ging)? ?(?:in|on)|sign(?:ed|ing)? in|open the|点(?:进|开)|进(?:一次|去|系统|平台)|活跃|日活|头像|露(?:个)?脸|灰的|挂机|休眠|闲置|open(?:s|ed|ing)? the|active|idle|dormant|green (?:dot|status|tile)|signs? (?:in|on)|log ?on|logins?|online",
    "checkin": r"打卡|签到|签退|点卯|刷脸|考勤|到岗|报到|扫脸|check(?:ed|s|ing)?[- ]?in|clock(?:ed|s|ing)?[- ]?(?:in|on|out)|刷码|轨迹|签个到|双签|在岗|点位|扫(?:楼|点|桩|卡)|定位|漏[签打扫刷]|tap(?:s|ped|ping)? (?:in|out|the)|roll call|geotag|selfie|streak|missed (?:tap|check)|scan(?:s|ned|ning)?\b",
    "share": r"点赞|集赞|转发|投票|评论|留言|朋友圈|分享|点亮|小红心|刷(?:屏|票|赞)|拉票|直播|\blike|repost|share[sd]?\b|vote|comment|跟评|置顶|扩散|动动手指|投(?:一|三|几)?票|粉丝|阅读|浏览量|forward|thumbs|repost|poll\b|ballot|tall(?:y|ies)",
    "upload": r"上传|上报|报送|报备|传(?:到|至|系统|平台|进|上)|发(?:到|至|群|在|给)|提交|留存|留痕|存档|附(?:上|照)|upload|submit|send|post|attach|传上来|传[进入]|交(?:上来|齐|差)|丢群|打包|汇总|归档|导出",
    "reply": r"回复|接龙|收到|秒回|回音|响应|应答|已读|冒泡|潜水|报平安|repl(?:y|ies)|answer|respond|acknowledge|吭声|回(?:个|一声|话|音|1|执|应)|扣1|应声|签收|接单|thumbs up|react|roll call|good morning",
    "enter": r"录入|填报|填写|填(?!海|补|埋|充)|录(?!取|用|像|音)|登记|导入|抄|补录|重报|更新|\benter|key(?:ed)? in|fill|record|誊|汇总表|腾讯文档|补报|导一遍|写进|copy|copied|types?\b|typed|log(?:s|ged)? (?:each|every|it|the|all)",
    "again": r"再(?!生|就业|次感谢)|重新|重复|又|另(?:外|行|填|报|录|做|建)|同步|分别|两边|两套|两遍|三遍|同时(?:在|报|填|录)|一式|各(?:报|填|录)|多头|twice|again|as well|second time|also|both|双轨|两(?:遍|样|处|份|次)|多(?:套|个)系统|照样(?:要|得)?(?:填|交|报)|copy|copied|duplicate|word for word|on top of|printout|retype",
    "build": r"开发|研发|建设|新建|自建|打造|上线(?:运行|试运行)|推出|启用|搭建|开设|开通(?=.{0,6}(?:公众号|小程序|app))|做(?:一个|个|了)|build|develop|launch|commission|set up|上马|整了|研制|定制|做(?:出来|好|起来)|委托|自研|bring(?:ing)? in|building|set aside|roll(?:ing)? out",
    "own": r"我[镇乡村街社县区]|本[镇乡村街社县区局]|各(?:村|镇|乡|社区|街道)(?:自|单独)|自(?:行|主|筹|己)|村级|镇级|乡级|own\b|自家|自有|本[校院站所]|我[校院局]|(?:its|our|their) own",
    "same": r"功能(?:类似|相近|相同|重|差不多|重合)|同类|重复建|已有|现有|原有|并行|另一[个款]|similar|existing|same function|alongside|大体相(?:同|当)|同样功能|功能雷同|大同小异|差不多|same (?:job|thing|ground)|very same|second (?:app|portal|one)|another that|already (?:has|runs|paid|have)",
    "filing": r"备案|审批|批复|论证|立项|报批|filing|approval|approved|registered with|手续|批文|批下来|许可|clearance|sign-?off|impact assessment|paperwork|authori[sz]ation|information governance|data protection",
    "sell": r"广告|会员|商城|招商|入驻商|佣金|抽成|优惠券|付费|收费|购买|团购|推销|展位|赞助|年费|服务费|advert|subscription|fee\b|vip|paid|premium|sponsor|返点|返利|抽头|推广费|轮播|带货|推荐位|广告位|有偿|提成|变现|冠名|banner|sponsored|marketing|commission|partner offers|slots?\b",
    "only": r"只能|仅(?:限|能|支持|受理|可)|一律(?:通过|在|走|改|由|凭|用)|唯一|不再(?:受理|办理|接收|提供|发放|收|设)|停止(?:受理|办理)|取消(?:窗口|人工|现场|纸质|线下)|撤销(?:窗口|人工)|全部(?:改|转|实行)|only|no longer accept|closed|sole|只(?:认|收|放|接受|走)|全面(?:改|转|实行)|概不|solely|exclusively|\balone\b|no other (?:way|means|manner|route)|nothing else|app-only|(?:is|are|was|were|be) (?:closed|withdrawn|removed|stopped)|stopped|closes? for good",
    # force
    "must": r"必须|务必|须(?!知|臾)|应当|应(?=[在先由每于及按将])|要求|一律|一概|严格|确保|不得不|都要|都得|均须|均应|均要|需(?!求|要注)|得(?=.{0,3}(?:装|下|扫|绑|关|注册|打卡|上传|拍|填|转))|必(?:装|填|答|到|学|下|做|转)|要(?=.{0,10}(?:装|下载|扫|绑|关注|注册|打卡|上传|拍|填|转|登|签|学|发|报|截))|请(?=.{0,12}(?:下载|安装|关注|注册|打卡|上传|转发|扫码|绑定|点赞|登录|截图|接龙))|\bmust\b|shall|have to|has to|required|mandatory|compulsory|expected to|need(?:s)? to|make sure|ensure|务请|抓紧|硬(?:任务|杠杠|指标)|政治任务|规定动作|别(?=拖|断|忘|让|装|漏|退)|搞定|补(?:上|齐)|到位|不许|(?:is|are|were) (?:to|obliged|asked to|expected)\b|please|insist|responsible for|no excuse|will (?:need|have) to|compulsory",
    "everyone": r"全体|全员|人人|家家|户户|每(?:人|户|名|位|个|家|村|班|科|单位|所)|所有|全部|一个不[落漏少]|一户不|不落|全覆盖|应.尽.|各(?:村|镇|乡|社区|单位|科室|学校|班|街道|局|部门|支部|企业|家长|位)|every|all (?:staff|residents|parents|households|employees|members|teachers|tenants|villagers)|each|挨(?:家|户|个)|逐[户人一家]|一个都?不[能少]|应装|\ball\b|anyone|no exception|nobody is exempt|door to door|left out",
    "staff": r"干部|网格员|教师|老师|职工|员工|党员|村医|护士|医生|民警|辅警|公职人员|工作人员|包村|驻村|社区工作者|专干|护林员|staff|officer|teacher|cadre|warden|employee|councillors?|clerks?|nurses?|drivers?|workers?|crews?|volunteers?|managers?|cadres?|inspectors?|carers?|护士|医务|校长|楼长|支书|社工|河长|联络员|管理员|队员|保安|保洁",
    "people": r"群众|居民|村民|家长|学生|老人|住户|业主|市民|商户|企业|用户|患者|参保人|residents?|parents?|tenants?|households?|villagers?|patients?|pupils?|customers?|famil(?:y|ies)|leaseholders?|ratepayers?|passengers?|vendors?|traders?|holders?|applicants?|merchants?|业户|租户|农户|邻居|乡亲|用工|个体户|学员",
    "every_time": r"每[天日周月晚早季次班]|每个?工作日|每隔|早晚|早中晚|定时|全天|24小时|随时|连续|天天|一日[一二三两]次|daily|every (?:day|week|morning|evening|shift|hour)|weekly|twice|hourly|around the clock|each (?:day|morning|shift|visit|call|week)|a day\b|per (?:day|shift|week)|first thing|nightly|day (?:and|or) night|seven days|every (?:working|single|visit|post)|每(?:次|处|趟|班|节|场)|日日|节假日|休息(?:日|时间)|夜间|二十四小时",
    "deadline": r"[0-9]+[日号点时](?:之?前|以前)|今[天晚日]|明[天早]|月底|本周|周[一二三四五六日]前|限期|限时|[0-9一二两三四五六七八九十半]+(?:个)?(?:分钟|小时|工作日|天)内|立即|马上|尽快|逾期|before|by (?:friday|monday|the end|noon)|within|deadline|immediately|今[天日]之内|当(?:天|日|晚)|[0-9]+(?:时|点)前|之内|前(?:完成|报|交|装|补)|by (?:the )?(?:\w+day|\d|december|june|march|noon|sunday)|tonight|today|within the hour|now\b",
    "quota": r"[0-9]+(?:\.[0-9]+)?%|百分之|[五六七八九]成|不[少低]于|不得[少低]于|至少|达到|低于|任务数|指标|分解|认领|目标(?:数|任务)|[0-9]+(?:人|个|名|户|台|次|条|遍|张|家|粉)|at least|quota|target|per cent|no fewer|minimum|任务|缺口|基数|突破|提升(?:至|到)|占比|增量|战报|定额|人均|[0-9一二三四五六七八九]+成|percent|shortfall|short of|apiece|nine in ten|half of|two thirds|sign up (?:a|\d)|target|coverage|no less than|not be less",
    "rank": r"排名|排行|排序|位次|末位|倒数|垫底|后[三五十0-9]+名|榜|晾晒|晒|红黑|亮(?:红)?灯|红灯|通报|点名|曝光|rank|league|bottom|named|list(?:ed)? publicly|published|亮相|表态|第[一二三四五六七八九十]+(?:名|位)?|落后|后腿|红旗|张榜|提醒函|抄送|lowest|worst|leaderboard|on the board|read out|names? of those|criticised|tally",
    "punish": r"扣(?!除税|缴|押)|约谈|问责|追责|检讨|书面(?:说明|检查|报告|解释)|说明(?:原因|理由|情况)|作(?:出)?(?:说明|解释|检讨)|一票否决|取消(?!了|后|人工|窗口|现场)|不予(?:评|发|报|受理|办|结|通过|认)|停发|缓发|不发|减发|视[为同]|否则|后果自负|处理|诫勉|谈话|罚|不得(?:评|参)|不(?:给|让|准)(?:进|办|开|评|请|放)|作废|退回|补(?:课|学|训)|deduct|lose|penal|will not be|cannot (?:collect|enter|get|apply)|refused|turned away|explain|disciplin|withheld|warning|倒扣|清零|零分|移出|续聘|解聘|解除|白跑|当没|压着|缓(?:发|办)|暂(?:缓|扣|不)|挨批|负面清单|核减|forfeit|struck|withhold|suspend|deemed|dock|sent home|back of the queue|disregard|counts? as|lapse|comes? off|taken off|talked to|be held|not (?:be )?(?:assigned|reappointed|eligible)|treated as|deducted",
    "assess": r"考核|考评|绩效|评优|评先|晋升|职称|目标管理|督查|督导|检查组|年终|综合评价|挂钩|纳入|依据|计入|appraisal|assess|evaluat|performance|inspection|bonus|promotion|计分|赋分|评分|等次|评星|奖金|结果运用|绩效|述职|rating|grade|judged|annual review|eligible|merit|reappoint",
    # what turns it round
    "not": r"不得|严禁|禁止|不准|不许|不允许|切勿|请勿|不要(?!求)|不应|不宜|严防|防止|避免|杜绝|不搞|坚决不|决不|绝不|must not|shall not|may not|not be required|prohibit|ban(?:ned)?\b|never|no one may|forbid|不能|不可|坚决(?:杜绝|制止)|不得不(?!装)|must never|should not|nor\b|forbid|forbidden|refus(?:e|ed) to",
    "need_not": r"不(?:必|用|要求|强制|强求|作(?:硬性|统一)?要求|再要求|需|作为|作|设|排|统计|公布|通报|考核|扣|计|影响|代替|限)|无[需须]|不再(?=.{0,8}(?:打卡|上传|填|报|截图|登录|要求|考核|统计|排名|通报|签到|装|下载))|免(?:去|予|于|填|交|打卡)|没有(?:必要|要求|任务|硬)|not (?:required|necessary|needed|compulsory|obliged)|no (?:need|obligation|target|quota)|need not|not have to|don't (?:have|need)|不(?:考核|挂钩|勉强|催|查|看照片|追求|列入|计入)|脱钩|别有压力|voluntary|not (?:tracked|monitored|recorded|counted)|nobody (?:will|is)|does not matter|no one (?:will|is)",
    "end": r"取消(?:了|该|原|对|每|打卡|积分|排名)|废止|停止(?:执行|使用|运行|统计)|停用|停办|叫停|撤[回销掉并]|下架|下线|注销|关停|清理|压减|精简|整合|归并|并入|合并|解散|退出|removed|abolish|withdrawn|discontinue|switched off|scrapp|retire|merged|恢复(?:窗口|人工|线下|现场)|删(?:除|去|掉)|退还|收回|作废|移除|压减|减(?:为|少|至)|scrapped|done away|no longer (?:photograph|need|required|ask)|abolished|uninstall|declined|rejected|dissolved|暂不|不予(?:同意|立项)|未获(?:通过|批准)|不再推进|终止|拿掉|去掉|关闭(?:广告|栏目)|废|cancelled|dropped|decided against|put off",
    "free": r"自愿|自主选择|自行选择|自由选择|可(?:以)?(?:选择|不|根据)|鼓励|欢迎|倡导|如(?:有)?需|如果愿意|愿意的|感兴趣|任选|也可|亦可|或(?:者)?(?:到|拨|在|前往|由)|均可|都行|随意|看(?:您|各人|自己)|可装可不装|voluntar|optional|if (?:you|they) (?:wish|like|prefer)|may also|can also|or (?:call|visit|by)|welcome|invited|choose|whichever|试试|有空|喜欢的话|随手|whichever|whatever|suits? (?:you|them)|up to you|just one (?:way|option)|one way of|if it is not for you|care to|either",
    "same_service": r"不影响|照常|同样(?:办|受理|可以|能)|一样(?:办|受理|能|可)|保留(?:窗口|人工|线下|纸质|现金)|同等|绿色通道|still be|as before|just as|same service|continues? to|照样|都(?:能|可以)办|一样能|恢复|仍可|remain(?:s)? available|in the same time|both are",
    "report": r"反映|举报|投诉|来信|来电|曝光|媒体|记者|通报(?:指出|称|显示|了)|查[明实出]|经查|核查|督查(?:组|发现)|巡[察视](?:组|发现|反馈)|审计(?:发现|报告|指出)|检查(?:组)?发现|抽查发现|暗访|调研发现|典型案例|问题清单|被(?:要求|点名|通报)|据.{0,10}(?:称|报道|反映)|reported|complain|found that|according to|ombudsman|inspectors|audit found|told (?:us|the)|alleged|investigat|通报称|调研显示|问题线索|有(?:市民|家长|群众|干部|镇干部)|据悉|据了解|inquiry|tribunal|grand jury|told the|survey found|emerged|upheld|heard\b|admitted|described|says?\b",
    "past": r"曾|此前|之前|过去|去年|当时|原(?:先|来|要求|规定|办法)|一度|以往|年初|last year|previously|used to|had been|formerly|was (?:told|asked|required)|were (?:told|asked|required)|那时候?|先前|早先|历史上|以前|had (?:been|told|turned)|were made to|was sent|former\b",
    "mend": r"整改|纠正|已(?:停|撤|取消|删|退|改|责令|要求|督促)|责令|立行立改|自查|问题|形式主义|减负|负担|指尖|变相|层层加码|rectif|corrected|burden|formalism|道歉|致歉|退还|恢复|督促|批评教育|诫勉|脱钩|补发|自查自纠|销号|apolog|withdrew|put right|restored",
    "rule_text": r"第[一二三四五六七八九十百0-9]+条|本(?:办法|规定|条例|通知所称)|规定[:：]|明确[:：]|文件(?:要求|明确|规定)|条例|负面清单|情形之一|下列|以下(?:行为|情形|做法)|the (?:guidance|rules?|code|policy) (?:says?|states?)|regulation",
    "ask": r"[?？]|是否|有无|吗\b|吗[，。]|怎么|如何|请问|问[:：]|答[:：]|征集|问卷|what if|whether|how do i|q:|a:",
    "suppose": r"如果|假如|倘若|要是|若(?!干)|万一|一旦|即使|\bif\b|suppose|should (?:a|the|any)|were we|had we|even if|unless|设想|哪怕|哪一天",
    "exempt": r"安保|应急|防汛|抢险|执法|涉密|值守|巡堤|救援|消防|防火|疫情|地震|台风|安全生产|生命安全|emergency|flood|rescue|safety reason|lone worker",
    # other senses
    "thing": r"电梯|烟感|报警器|监测(?:装置|设备|仪)|净化|计价器|阀|座椅|充电桩|门锁|补丁|油烟|监控|摄像头|护栏|燃气|灭火器|警示|头盔|安全带|空调|设备|设施|lift|alarm|boiler|meter|sensor|handrail|filter",
    "exam": r"考生|准考证|报考|考场|考试|笔试|面试|录取|招聘|招录|candidate|exam|applicants? for the post",
    "tender": r"采购|招标|投标|供应商|报价|开标|竞买|中标|合同|tender|bidder|supplier|contractor|procurement",
    "law_matter": r"公司|资本|商标|户籍|婚姻|不动产|税务登记|营业执照|执业|建造师|医师|药品|落户|驾驶证|记分|选民|选举|村民代表|业主大会|company|licence|ballot|electoral|marriage",
    "how_to": r"流程|步骤|操作|指南|点击|进入|选择|页面|菜单|首页|办理(?:方式|途径|材料)|可(?:以)?(?:通过|在|登录|拨打|到)|忘记密码|step|click|select|menu|guide",
    "news": r"近日|日前|组织开展|圆满|顺利|举[行办]|走访慰问|获得|荣获|表彰|接待|培训班|座谈|today|yesterday|visited|celebrat|award",
    "count_only": r"截至|累计|共(?:有|计)|据统计|总计|同比|as of|in total|so far",
    "help": r"帮助|协助|指导|教(?:会|老人)|志愿者|讲解|演示|代为|help|assist|volunteer|teach",
    # conditions, consequences and their absence
    "lack": r"未(?!来|成年|必|婚)|没有?(?!关系|问题|必要|要求|任务)|缺(?!水|乏)|漏(?!水|电|雨)|少一|不足|不够|不满|达不到|完不成|不达标|未达|断档|落后|滞后|靠后|空白|欠(?:账|缺)|拒(?:不|绝|装)|不(?:装|注册|绑|扫|打卡|上传|回|转|入群|进群|点|看|登录|配合|交|传|报)|低于|少于|超过[0-9一二三十]+分钟|without|(?:has|have|do|does|did|are|is) not|fails? to|fall(?:s|ing)? (?:short|below)|miss(?:es|ed|ing)?\b|below|no (?=[a-z]+[,:;])|fewer than|less than|没(?:装|下|认证|实名|上线|弄|回|签|入|加|吭)|还(?:有|差|没)|断(?:一|了|档)|差(?:一|额|距)|停(?:留)?不足|idle|missing|missed|absence|outstanding|lag(?:s|ging)?\b|unverified|who (?:do|does|have|has) not|not (?:completed|registered|installed)|those who do not",
    "cost": r"扣(?!除税|缴|押)|罚|暂缓|缓(?:办|发)|停(?:发|岗|职|运|业|派|供)|不(?:计|算|记工|发|给|办|派单|享受|予|准|让|得(?:进|入|参|评|办|开|申|推|出|续|经营|上岗|离))|等于(?:没|白|零)|视(?:同|为|作)|按.{1,8}(?:处理|论处|对待|计算|算)|白干|打[一二三四五六七八九]折|减半|核减|下调|降(?:级|档|为|低)|清退|重(?:来|拍|填|学|新计)|作废|退回|无效|免职|调离|更换|失去|取消.{0,8}(?:资格|评优|奖|补贴)|谢绝|概不|往后排|说明(?:原因|情况|理由|白)|写(?:检查|说明|报告)|检讨|表态|见面|催办|forfeit|lose|unpaid|not (?:be )?(?:paid|emptied|issued|accepted|eligible|counted|able)|no (?:pay|credit|entry|stamp)|put on hold|struck off|starts? again|refused",
    "watch": r"后台(?!运行)|抽查|核[对验查实]|逐[一户人个]|挨个|清点|看得到|自动(?:统计|核算|扣|生成|计|抓取|识别|核查)|系统(?:显示|统计|记录|检测|自动|识别|核)|监测|统计|台账|造册|名单|检查(?:手机|落实)|查(?:看|手机|岗)|备查|留存|截[屏图]|we can see|the system (?:tells|shows)|return a list|logs?\b|noted|名单|花名册|抽查|翻看|逐一(?:核对|核验)|盯|门口有人看|the system keeps|as shown on|supervisor'?s screen|checked by|go through the list|flagged|record(?:ed)?\b",
    "assign": r"认领|分解|包干|负总责|负责(?!任制)|牵头|落实到人|责任到人|盯(?:紧|住)|督促|动员|发动|组织(?=.{0,8}(?:下载|安装|注册|关注|转发|点赞|观看|投票))|带头|率先|下达|摊|压(?:到|给|实)|倒排|挂图|responsible for|see(?:ing)? (?:to it )?that|make sure|expected|认领|名下|责成|分管|包保|包片|一对一|加油|催|做做工作|answer(?:s)? (?:for|to)|accountable|bring (?:in|two)|find (?:thirty|ten|twenty)|sees to it",
    "before": r"先.{1,16}(?:再|后|方|才)|方(?:可|能|为)|才(?:能|给|可|算|看)|[办领开取进出上续]前(?:须|应|先|要|请)|凡(?!是否)|否则|不.{1,6}不(?:得|予|给|发|能)|以.{2,12}为(?:条件|前提)|until|unless|otherwise|before",
    "online": r"线上|网上|手机端|移动端|在线(?:办|预|缴|申)|无纸化|扫码(?:支付|付费|缴|入)|刷脸|小程序|电子化|online|through the app|by phone|digital",
    "ends": r"撤(?:销|了|除|掉|走)?|停(?:用|办|机|止|收)|作废|关闭|不(?:再|收|设|支持|接|接收|接受|提供|受理|印发|打印)(?!要求|统计|通报|排名|考核)|取消|改(?:为|作|走|由)|withdrawn|closes?\b|closed|stopped|no longer|will not be (?:answered|accepted)",
    "money": r"[0-9.]+万元|预算|投入|投资|经费|资金|招标|采购|询价|合同|£[0-9]|budget|at a cost|spend",
    "none_of": r"一(?:分|概|律)不|不(?:看|查|比|排|晒|算|搞|兴|设|计|用|须|必|强求|强制)|不另|不(?:再)?新建|废(?:了|止|除)|撤掉|关掉|叫停|否决|不予同意|谁也不能|没有人|任何(?:人|单位|部门|形式)(?:和个人)?(?:都)?(?:不得|不能|无权)|nobody|no one|scrap|need not|no .{1,20} (?:be|is|are) (?:commissioned|required|expected)",
    "both": r"两[边套个头遍处]|三[边套个遍处]|多个(?:平台|系统)|除.{2,16}外|既.{1,14}又|的同时|并行|另[行外购建]|再(?:录|填|报|建|敲|抄|上线)|从(?:头|零)|各(?:录|填|立|报)|来自建|as well as|next to|copied|again|both",
    # demands by double negation, and what may not be made of a refusal
    "not_not": r"(?:不得|严禁|杜绝|不允许|不许|不准|不能|防止|任何.{1,6}不得).{0,14}(?:(?:漏|拒绝?|缺|推脱|拖延|不|无|未|零|空白|只看不)(?:安装|下载|装|注册|绑定|认证|入驻|关注|登录|打卡|签到|回复|转发|上传|留痕|填报|入群|进群|卡|户|人|图|分|转|报)|卸载|退(?:群|出)|潜水|免打扰|静音|屏蔽|休眠|挂机|中途|掉线|离线|关闭(?:定位|后台|消息))|not a single .{1,20} without|(?:may|must) not (?:mute|leave|refuse to)|no one may (?:mute|leave|refuse)|(?:不得|不能|任何.{1,6}不得)(?:以|因).{0,14}(?:内存|信号|没看到|忙|不会|忘记|过期|旧|困难).{0,14}(?:为由|理由|借口|充数)|不得(?:擅自)?(?:退出|免打扰|静音|卸载|关闭后台|快进|拖拽|无故不)|不(?:得|许|准).{0,6}(?:老照片|旧图)|杜绝(?:无图|漏|空)|no (?:household|member|one|officer|message) may (?:go|be left|refuse)|must not be a single",
    "not_for_lack": r"不(?:得|能|准|许|允许)(?:以|因|由于)?.{0,10}(?:未|没有?|不(?:愿|会|用|装|肯)|退群|拒绝).{0,18}(?:为由|理由|而|拒绝|影响|推诿|扣分|批评)|不(?:得|能)(?:拒收|拒绝(?:受理|提供|办理|群众|老年人|为))|turned away for|marked down for|must not refuse",
    # how words bear on each other: a way that closes, what happens to whom has not, what counts, and what turns it round
    "way_closed": r"(?:窗口|柜台|电话|现场|人工|纸质|现金|线下|自助机|委托|代办|实体卡).{0,10}(?:撤|停|取消|关闭|不再|不收|不办|不接|不放|不予|作废|失效|不受理)|(?:撤销|撤掉|停止|取消|关闭|不再|不接受|不收|不接).{0,10}(?:窗口|柜台|电话|现场|人工|纸质|现金|线下|代办|代收|材料)(?!留痕)|(?:phone|line|desk|window|counter|paper|cash|letters?|calls?|telephone).{0,30}(?:clos|end(?:s|ed)?\b|withdrawn|no longer|stop|not (?:be )?(?:taken|accepted|answered)|unanswered|disconnected|removed)|(?:no longer|stopped?|not|closed?).{0,24}(?:by telephone|by phone|paper|cash|at the desk|letters)",
    "one_way": r"(?:只|仅|唯一|一律|统统|全部|凡事|全程|均须).{0,10}(?:手机|线上|网上|网签|小程序|扫码|app|微信|自助|刷码|刷脸|进网)|(?:only|solely|sole|exclusively|alone|nothing but).{0,20}(?:app|portal|online|website|code)|(?:app|portal|online|website).{0,16}(?:only|alone)",
    "not_filed": r"(?:未(?!来)|没有?|尚未|不|免|无须?|待|等).{0,12}(?:备案|审批|批复|批文|报批|验收|测评|安全评估|编号|等保|许可|论证|审核|立项)|(?:备案|审批|批复|批文|验收|测评|等保|手续|许可|编号).{0,6}(?:没|未|不全|不齐|还在|后补|补办|欠)|(?:no|not|without|pending|yet|outstanding).{0,24}(?:approval|approved|clearance|assessment|sign-?off|registered|paperwork)",
    "go_anyway": r"照常(?:推|上|使|启|开)|照样(?:用|推|上)|先行?(?:用|上线|推|启用|使用|开通|投入)|边.{1,8}边|提前启用|补办|后补|再补|如期|先斩后奏|go(?:es)? live|anyway|regardless|first and|carry on using|at once",
    "own_build": r"(?:乡|镇|村|社区|街道|学校|校|医院|卫生院|我局|本局|自掏|自己|量身|自主).{0,20}(?:开发|研发|自建|做[一个款套]|搭建|编写|定制).{0,20}(?:小程序|软件|平台|系统|应用|公众号|客户端|端|工具)",
    "another": r"(?:再|另|重新|又|还要|各|自行)(?:行)?.{0,6}(?:开发|建|做|采|买|上|开|搞|推|设).{0,4}[一个套款]|(?:a|the) second|another|one too|its own version|run(?:s)? (?:a )?separate",
    "or_else": r"(?:未|没|不|少|缺|漏|低于|不足|不满|断|差|超过?)(?!得|要|准|许|能).{1,16}?(?:的|者|,|一[次天条个张户处]|每).{0,12}(?:扣|不予|不得|不给|不排|不算|不计|不认|取消|视|按|停|缓|约谈|通报|说明|检讨|批评|后果|清零|零分|核减|重新|重学|补|报名单|移出|排后|不能|谢绝|暂)|(?:who|that|which) (?:do|does|have|has|fail|are|is|lag|go).{0,50}(?:will|shall|are|is|be|lose)|(?:missed|missing|fewer|less|short|without|unless|until|before|no [a-z]+, no).{0,50}(?:will|shall|counts?|costs?|not|off|no |lose|treated|closed|held)",
    "data_decides": r"(?:以|按|凭|看|依据|根据|由).{0,12}(?:平台|系统|后台|数据|轨迹|截图|照片|驾驶舱|大屏|网上|线上|登录|活跃).{0,12}(?:为准|认定|计分|打分|评定|赋分|说话|依据|凭证|生成|排名|核定|抓取)|(?:computed|drawn|judged|graded|scored|decided?|counts?) .{0,40}(?:dashboard|system|portal|logins?|app|platform|activity)|(?:dashboard|platform|portal|app).{0,40}(?:appraisal|evaluation|rating|review|grade|bonus)",
    "each_so_many": r"每[人户名位个村家班日天周月季年次][^,。]{0,12}[0-9一二三四五六七八九十百两]+|人均.{0,8}[0-9一二三四五六七八九十]+|(?:each|every|apiece|per) .{0,30}(?:[0-9]+|dozen|twenty|thirty|fifty|ten|five|four|two)",
    "no_trace": r"(?:没有?|无|缺|未附?|少).{0,8}(?:照片|图|截图|轨迹|记录|痕|佐证|影像).{0,12}(?:不认|不计|不算|视|按|当|白|退回|扣)|(?:no|without|missing) .{0,16}(?:picture|photo|selfie|tag|screenshot|scan)s?,? .{0,24}(?:no|not|struck|count|miss)|if it is not in the|did not happen",
    "not_tied": r"(?:不|未|没有|不再|停止|取消).{0,10}(?:挂钩|考核|评比|排名|统计|通报|任务|指标|影响|强求|计分)|脱钩|不(?:下|设|定)(?:任务|指标)|(?:not|no|never|nobody) .{0,30}(?:tracked|ranked|monitored|counted|marked down|published|asked to|required)",
    "undone": r"已(?!有|经?上线|是).{0,14}(?:停|撤|取消|删|废|解散|关停|整改|退还|恢复|移除|下线|合并|注销|整合|道歉|致歉|追回|责令)|(?:has|have|had|was|were) (?:been )?(?:abolished|withdrawn|scrapped|dissolved|merged|removed|restored|done away)",
    "who_cannot": r"(?:无|没有?|不会|不便|不愿|不想)(?:使?用|操作)?.{0,6}(?:手机|网|安装|扫码).{0,24}(?:可(?!以?不予)|窗口|代办|上门|帮|社区|身份证|电话)|without (?:a )?(?:smartphone|internet|phone).{0,40}(?:can|may|ask|help|call)",
    "either_way": r"(?:既可|均可|都可以|都行|任选|任一|并行|自行(?:选择|决定)|愿意.{0,8}就)|也可.{0,12}(?:窗口|电话|现场|上门|线下|纸质|现金)|(?:by|at|in|through) .{0,24}(?:phone|post|desk|person|counter).{0,30}or .{0,24}(?:app|online|post|desk)|one (?:way|option)",
}  # fmt: skip


@cache
def _classes() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _WORDS.items()}


def concepts(plain: str) -> list[tuple[int, int, str]]:
    """Start, end and class of all classes of words in a folded text, in order of place."""
    found = [(m.start(), m.end(), name) for name, pattern in _classes().items() for m in pattern.finditer(plain) if m.end() > m.start()]
    return sorted(found)
