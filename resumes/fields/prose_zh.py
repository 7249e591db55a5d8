"""Chinese running text and notes: 我叫李雷,92年的,在杭州做了三年Java,之前在阿里."""

import itertools
import re
from bisect import bisect_left, bisect_right

from jobassist.language.dates import DateRange
from jobassist.language.found import Found

from .cells import (
    CellSpan,
    degree_in,
    org_score,
    place_of,
    read_cell,
    school_in,
    split_cells,
    title_score,
)
from .entries import assign_cells, split_glued
from .lists import add_skill, read_languages, split_items
from .prose import Clause, Prose, bare
from .reading import Entry, Piece, iter_lines, trim, within
from .times import date_piece, is_too_vague, put_range
from .words import ZH_MAJOR_END, ZH_TASK, looks_like_zh_name, zh_brand_pattern, zh_title_pattern

_NUM = r"[一二两三四五六七八九十几百千万\d.]+"
DURATION = rf"(?:(?:有|做了|干了|快|近|将近|差不多|大概|大约|约|整整|已经|都|满|超过)*{_NUM}(?:多|来|余)?(?:年(?!级|前)|个月|个多月|载)(?:半|多)?(?:了|吧|左右|时间|经验|工作经验)*|半年(?:多)?|好几年|好多年|多年)"
_CLAUSE_STOP = re.compile(
    r"[。!?;；！？\n]|[,，]|\s*[|]\s*|(?<=[\u4e00-\u9fff\d)）])[ \t\u3000]+(?=[\u4e00-\u9fff\d(（A-Za-z])|(?<=[A-Za-z])[ \t]+(?=[\u4e00-\u9fff\d])"
)
_SENTENCE_STOP = re.compile(r"[。!?;；！？\n]")
_MARKERS = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z\d)）])(?<![到在从是年月天前后,])(?=(?:然后|之后|后来|接着|再后来|再之前|再往前|之前|以前|前面|原来|毕业之?后|现在|目前|我叫|(?<![大中小同])(?<!大学)学的|主要是|主要负责|主要做|"
    rf"负责(?!人)|期间|高峰|业绩|最好|带(?:过|了)?{_NUM}个?(?:人|徒弟|新人)|管(?:过|着)?{_NUM}个?人|会(?:用|做|修|开|写|说|英语|电脑)|手机|电话|邮箱|现居|家住))"
)
_LENGTH_THEN = re.compile(
    rf"{_NUM}(?:年|个月)(?:多|半|了)*(?=现在|后来|然后|最早)|了(?=最早|去了|现在)"
)
_NAME = re.compile(
    r"(?:我叫|名字(?:是|就?叫)?|(?:真|本|大|全)名(?:是|叫)?|名叫|姓[\u4e00-\u9fff]叫|本人叫|叫我|我是|本人|我姓名)\s*(?P<n>[\u4e00-\u9fff·]{2,4})"
)
# 我是应届生, 我是武汉人: what somebody is.
_NO_NAME = re.compile(
    r"(?:生|员|工|人|师|家|族|类|党|妈|爸|学历|专业|届)$|^(?:应届|单身|单亲|全职|专业|农村|高中|大专|本科|初中)"
)
# 我姓柏,… 柏雪松: the surname first, the name after.
_SURNAME = re.compile(r"我(?:是)?姓(?P<s>[\u4e00-\u9fff])(?![\u4e00-\u9fff]*名)")
_MIXED_NAME = re.compile(
    r"(?:我叫|我的名字(?:是|叫)|名字(?:是|叫)|本人叫|叫我|我是)\s*(?P<n>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?:[ ,，/(（]*(?P<z>[\u4e00-\u9fff]{2,4})(?=[)）,，。\s]))?"
)
# 厨师简历:崔大海
_TITLED_NAME = re.compile(
    r"(?P<t>[\u4e00-\u9fff]{0,8})简历[)）]?\s*[:：—-]+\s*(?P<n>[\u4e00-\u9fff·]{2,4})(?=$|[\s,，。|/(（])"
)
_NAME_STOP = r"(?=$|[\s,，。;；!！、(（\dA-Za-z]|啊|吧|呢|哈|嘛|哦|今年|现在|目前|之前|男|女|是|来自|毕业|从|在|手机|电话|做|干|有|应聘|想|文化的)"
_SEX_NAME = re.compile(
    r"(?:^|(?<=[\s,，:|\n]))(?P<n>[\u4e00-\u9fff]{1,7}·[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff]{2,4})(?=[\s,，|/]*(?:[男女](?:$|[\s,，|/\d。])|\d{2}岁?[,，]))"
)
_PHONE_NAME = re.compile(
    r"(?:^|(?<=[\s,，:|\n。]))(?P<n>[\u4e00-\u9fff]{2,4})(?=[\s,，:：]*(?:(?<=[\s,，:：])(?:电话|手机号?|联系电话|微信|号码)[\s:：是]*)?$)"
)
# What three characters that begin as a name end in when they are none: 龙门吊, 包装工.
_NO_LONE_NAME = re.compile(
    r"[工师员证店厂车类活餐班化吊机菜验能力学校院区市县省路人生业行好多年月日经级专本科位务率品线岗语]$"
)
_PERSONAL = re.compile(
    r"^(?:[男女]|[男女](?:生|性|的)?|(?:汉|回|满|壮|苗|维吾尔|土家|彝|藏|蒙古?|朝鲜)族?|已婚|未婚|离异|已育|未育|今年)?(?:[,，\s]*)?(?:\d{2}岁?|(?:年龄|今年|虚岁|周岁)\D{0,2}\d{2}岁?|\d{2,4}年(?:的|生人?|出生|次)?|[\d.年月日]{4,11}(?:出生|生)?|\d0后|籍贯.*|户口.*|户籍.*|身高.*|体重.*|[男女]|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|中国国籍.*|无(?:境外)?(?:永久)?(?:境外)?居留权.*|[\u4e00-\u9fff]{2,6}人(?:氏)?)$"
)
_WISH = re.compile(
    r"^.{0,6}(?:在|想在|去)?[\u4e00-\u9fff]{0,4}找(?:个|份|一份)?(?:工作|活|事做|班上)|^(?:我|现|现在|目前|本人|所以|就)*(?:想(?!象)|希望|期望|打算|准备(?!过)|求职|应聘|要找|找(?:个|份|工作|一份|一个|找)|寻找|换(?:个|工作|份)|转行|帮我|帮忙|给我|麻烦|请|求|看看|能不能|有没有|谢谢|你好|您好|最好(?:是|在|离|有|能)|不要(?!求)|别|不想|不接受|接受|可以(?:接受|出差|加班|倒班|上夜班|马上|随时)|能(?:接受|出差|加班|倒班)|简历$|写(?:份|个|一份)?简历)"
)
_WITHDRAW = re.compile(
    r"(?:别|不要|不用|不想|甭|勿)(?:把)?(?:这个|这段|这条|它)?(?:写|放|提|填|加|列)(?:上去|进去|进|上|了|出来|名字|名)*|不方便(?:写|说|透露|提)(?:名字|名|公司名|公司)?|(?:这段|这个|这句)(?:保密|就算了)"
)
# 不要写我做学徒那段: an entry told by what it is about.
_NOT_THAT = re.compile(
    r"(?:不要|不用|不想|别|甭|勿|不)(?:写|提|放|填|列|加)(?:上|进去)?(?P<x>[^,，。;；\n]{1,14}?)(?:[那这](?:一)?(?:段|份|家|个|条|句|部分|些)?(?:经历|工作)?|的(?:事|经历|工作))(?:[。;；,，\n!！]|$)"
)
_NOT_SAID = re.compile(
    r"(?:^|[\s,，。;；])(?P<x>(?:这个|那个)?[\u4e00-\u9fff]{2,8}?)(?:就)?(?:别|不要|不用)(?:写|提|放|说)(?:上|进去|了|啊|哈|吧)*(?=$|[\s,，。;；!！])"
)
_UNKNOWN = re.compile(
    r"(?:没过|没考过|没通过|没拿到)$|^(?:一?直)?(?:做|干|待)?到(?:现在|如今|今天|目前)$|^至今$|说不(?:上来|清)|记不(?:得|清|住)|不记得|忘了|不清楚|不知道|想不起|没(?:有)?(?:细|具体)(?:数|算)"
)
_SEVERAL = re.compile(
    r"^(?:好)?(?:几|多|各|许多|很多|不少|两三|[两三四五六七八九十])(?:个|家|处)?(?:不同的?)?(?=[\u4e00-\u9fff])"
)
_LEAVING = re.compile(r"换个?行(?:业|当)?|转行|改行|不想(?:再)?(?:干|做)(?:这行|了)")
_PAST = re.compile(
    r"^(?:我)?(?:再?上一?家|前一?家|之前|以前|前面|原来|早先|早年|再之前|再往前|更早|先前|曾经?|曾任|最早|一开始|刚开始|刚毕业|毕业之?后|第一份)"
)
_NOW = re.compile(r"^(?:我)?(?:现在|目前|如今|现任|现为|现|最近|这几年)")
_NEXT = re.compile(r"^(?:然后|之后|后来|接着|再后来|后)")
_SELF = re.compile(
    r"(?:自己[\u4e00-\u9fff]{0,4}?接单|自己[\u4e00-\u9fff]{0,4}?接活|自己单干|自己(?:开车|跑车|跑|接|做|干|拉货|包活)|单干|自己干|自己开(?:了?[家个间]?)?[\u4e00-\u9fff]{1,8}(?:店|厂|公司|馆|摊)|自己做(?:生意|老板)?|自由职业|个体户?|自己跑单|接私活|自己创业|创业|摆摊|在家带孩子|打零工|做零工)"
)
# Of these the trade stays what it was; a shop of one's own may be another.
_SAME_TRADE = re.compile(r"接单|接活|单干|接私活|自己干|自己跑|自己做$")
_LOC = re.compile(
    r"(?:(?:再?上一?家|前一?家|最近一?家|第[一二三]家)(?:公司|单位)?(?:是|叫|在)|现在在|目前在|(?<!现)(?<!正)(?<!存)在|待过|呆过|干过|待在|就职于|任职于|供职于|入职了?|加入了?|去了|去(?!年)到?|进了|进入?|到了|跳槽到|跳槽去|跳到|换到|转到|调到|来到|跟着|跟过|(?:给|替|帮)(?![我你他她自])|曾在|(?:曾|现|历|先后|兼)?任(?:职于)?|曾为|现为|从(?!事|业|前|小|单|\d|一))"
    r"(?P<x>[^,，。;；]+?)"
    r"(?=(?:做|干(?!部)|当(?!地)|任(?!职于)|担任|负责|写|跑(?!道)|开(?!发|始|放|元)|教(?!育|学|研|师|务|培)|卖(?!场)|送(?!变)|带(?!头)|搞|从事|上班|工作(?!室|站)|打工|打杂|待(?!遇)|呆|实习|帮(?!扶)|学(?!院|校|会|而|习|生)|管(?!理|家)|修(?!理厂|车)|代账(?!公司)|跟单|拧|装(?!饰|修|备|卸)|收银|扎(?!根)|砌|铺设|刷墙|缝|搬砖|搬货|打(?:螺丝|包|杂|钢筋)|拉货|看(?:店|门|仓库)|洗(?:碗|菜)|切菜|炒(?!作)|照顾|剪|站(?!点)|值|的时候|那儿|里面|期间|毕业|辞职|离职|出来|离开|走)|$)"
)
_NOW_LOC = re.compile(
    r"^(?:我)?(?:现在|目前|如今|现)(?:是)?(?P<x>[^,，。;；]+?)(?=(?:做|干(?!部)|当(?!地)|担任|负责|上班|工作(?!室|站)|开(?!发|始)|写|跑|教(?!育|学|研|师)|卖|送|带|实习|$))"
)
# 一份是苏州的锦绣酒店: one of several posts.
_ONE_OF = re.compile(
    r"^(?:还有|另外)?(?:第?[一二三]|另一|另外一|还有一)[份家段](?:工作|经历)?(?:是在?|在)(?P<x>[^,，。;；(（]{2,20})"
)
_CALLED = re.compile(
    r"(?:叫做?|名叫)(?P<o>.+?)(?:的(?:公司|厂|店|单位|企业|医院|学校|餐厅|酒店|培训班|机构))?$"
)
GENERIC = re.compile(
    r"^(?:小|大|私人|民营|国企|央企|外企|私企|民企|事业单位|本地|当地|老家|附近|市里|县里|镇上|村里|外面|几个?|好几个|各种|不同的?|多家|几家|一些|连锁|家门口|互联网|外贸|电商|软件|科技|传统|创业|上市|国有|合资|日资|台资|港资|德资|美资|金融|广告|物流|贸易|建筑|装修|装饰|地产|教育|食品|服装|电子|机械|汽车|医药|化工)*"
    r"(?:公司|厂|厂子|厂里|工厂|电子厂|服装厂|工地|工地上|饭店|餐厅|餐馆|火锅店|酒店|宾馆|超市|商场|便利店|奶茶店|咖啡店|美容院|理发店|医院|诊所|学校|小学|中学|幼儿园|培训机构|机构|单位|银行|物业|快递|外卖|网吧|健身房|药店|服装店|手机店|小区|社区|园区|写字楼|商圈|4S店|修理厂|汽修厂|养老院|家政|家政公司|国企|外企|私企|央企|大厂|小厂|企业|事务所|律所|工作室|平台|站点|部队|家里|老家|外地|门店|店里|店)$"
)
# Behind a place these make a name: 南京鼓楼医院, not some hospital in it.
_INSTITUTION = re.compile(r"(?:医院|小学|中学|大学|学院|银行|幼儿园)$")
_LIFE = re.compile(
    r"交换(?:生|了|一)|交流了?一|长大|出生|上学|读书|生活|旅游|带(?:孩子|孙子|娃|宝宝)(?!的)|照顾(?:老人|孩子|父母)$|结婚|生孩子|养病|当兵前"
)
_DO = re.compile(
    rf"(?:做|干(?!部)|当(?!地)|担任|任(?!职)|搞|从事|做的是|干的是|做的|干的|应聘)(?:了|过|着|的是)?(?:{DURATION})?(?:的)?(?P<x>[^,，。;；的了过吧呢]{{1,14}}?)(?=(?:的)?(?:{DURATION})|(?:工作|岗位|职位|这行|这一行|行业)|的|了|吧|呢|过|啊|,|，|$|带(?:着|过|了)?{_NUM}|主要|负责(?!人))"
)
_DO_NOTHING = frozenset(
    "快 近 将近 大概 差不多 约 满 整 都 才 刚 起 完 事 活 饭 得 不 过 人 到 点 些 啥 什么 这个 那个 生意 老板 兼职 全职 工作 过去 下来 主 为 出 好 手 时 年 月 事情 起来 上 下去 作 法 多 这 那".split()
)
_SINCE = re.compile(r"(?:从)?$")
_IDENTITY = re.compile(
    r"^(?:我|本人)?(?:就)?是(?:一名|一个|个|名|做|干|搞|装|修|开|跑|送|教|卖)?(?P<x>.{1,14}?)(?:的|出身|专业的)?$"
)
_TRADE = re.compile(
    r"^(?:我|本人|一直|是|就是|都是)*(?:(?:做|干)过[一两二三四五几][份家个]|做|干|搞|从事|是做|是干|是搞|是)(?P<x>[^,，。;；]{1,12}?)(?:的|行业|这行|这一行|工作|(?<=做过[一两二三四五几]份[\u4e00-\u9fff]{2})|(?<=做过[一两二三四五几]份[\u4e00-\u9fff]{3}))(?:的)?(?:了|吧|呢)?$"
)
_VERB_TRADE = re.compile(
    r"^(?:我|本人|就?是|一直|都|主要|在|就)*(?P<x>(?:装|修|开|送|跑|带|教|卖|焊|做)[\u4e00-\u9fff]{1,6})的$"
    r"|^(?:我|本人|就?是|一直|都|主要|在|就)*(?P<y>开(?:大?货车|大车|出租车?|公交车?|网约车|滴滴|叉车|挖掘?机|塔吊|吊车|大巴|卡车|半挂|校车|泥头车|渣土车)|送(?:外卖|快递|水|奶|货)|跑(?:外卖|滴滴|快递|长途|运输|货运|网约车))(?:的|嘛|呢|吧|了)*$"
)
_CERT = re.compile(
    r"(?P<n>[\u4e00-\u9fffA-Za-z0-9一二三四五六七八九级()（）]{1,16}?(?:职业资格证书|资格证书|资格证|上岗证|操作证|从业证|执业证|等级证书|技能证书|毕业证|证书|师证|职称|驾照|驾驶证|(?<![保凭])证(?![明件券实据监言])))(?:[(（][^()（）]{1,12}[)）])?"
)
_CERT_NAMED = re.compile(
    r"(?:全国)?计算机(?:等级)?[一二三四]级|普通话[一二三]级?[甲乙]等?|(?:大学)?英语(?:专业)?[四六八]级|(?<=[过了有考])[四六]级|(?:雅思|托福|IELTS|TOEFL|GRE|GMAT) ?\d[\d.]*分?|(?:CET|cet)[- ]?[46]|专[四八]|日语N[1-5]|(?:注册|初级|中级|高级)(?:会计师?|经济师|工程师|建造师|造价师|消防工程师)(?:职称)?|(?:一|二)级(?:建造师|造价师|消防工程师)|[一二]建|教资|法考|(?:初级|中级|高级)(?:证|职称)|PMP|CPA|CFA|ACCA|软考[\u4e00-\u9fff]{0,6}|(?<![A-Za-z0-9])(?:C1|C2|B1|B2|A1|A2|A3)(?:的)?(?:驾?照|驾驶证|本子?|证)"
    r"|^(?:C1|C2|B1|B2|A1|A2|A3)$"
    r"|[\u4e00-\u9fff]{2,10}[师员工][(（](?:[初中高]级|(?:高级)?技师|[一二三四五]级)[)）]"
    # Alone it is a right to practise, not a post.
    r"|(?<![^有持得过为是])执业(?:助理)?(?:中|西)?(?:药师|医师|兽医师?|护士|律师)(?:资格)?$"
)
_CERT_LEAD = re.compile(
    r"^(?:我|也|还|都|手里|目前|已经|刚|刚刚|另外|并|且|曾)*(?:有个?|持有?|考了个?|考过了?|考到了?|考取了?|考出了?|拿了个?|拿到了?|拿过|取得了?|获得了?|获|通过了?|具有|具备|拥有|办了|年|月|和|及|还有|以及|等|是)+"
)
_SKILL_VERB = re.compile(
    r"(?:^|(?<=[我也还,，、；;都又]))(?P<v>(?:常用|主要用|平时用|用过)(?:的)?(?:有|是)?|熟(?=[\u4e00-\u9fffA-Za-z])(?![悉练人食睡知客能])|会(?!计|员|议|所|展|务|馆|长)(?:使用|用|做|点|一点|一些)?|能(?:够|熟练|独立)*(?:使用|操作)?|擅长|熟悉|熟练(?:掌握|使用|操作|运用)?|精通|掌握|懂|了解|拿手|特长(?:是)?|技能(?:有|是)?)(?P<x>[^,，。;；]+)"
)
_SKILL_TAIL = re.compile(
    r"^(?P<x>.{2,40}?)(?:这些|这几个|等)?(?:我)?(?:都|也|全)?(?:很|比较|还|挺)?(?:(?<=都)(?:行|可以|能做|能干|会弄)|会用|会一点|会|熟悉|熟练|熟|精通|拿手|没问题|懂|玩得转|用过|搞过)$"
)
_OWN = re.compile(
    r"(?:(?:自己|本人)有(?P<a>[\u4e00-\u9fff]{1,6}车|[\u4e00-\u9fff]{1,6}工具|[\u4e00-\u9fff]{1,8})|(?P<b>[\u4e00-\u9fff]{1,8}(?:车|工具|设备|电脑))自己有|自备(?P<c>[\u4e00-\u9fff]{1,8})|有自己的(?P<d>[\u4e00-\u9fff]{1,8})|自带(?P<e>[\u4e00-\u9fff]{1,8}))"
)
_HOME = re.compile(
    r"(?:现居|现住|现在住在?|目前住在?|住在|家在|家住|人在|我在|常住|定居|目前在|现在在|坐标|base)[::]?\s*(?P<x>[\u4e00-\u9fff]{2,10}?)(?:住|这边|本地|附近|了|$|[,，。\s])"
)
_ALL_IN = re.compile(r"^(?:这?[两几三]家)?(?:都|全|一直)(?:是|是?在)(?P<x>[\u4e00-\u9fff]{2,8})$")
_AWARD = re.compile(
    r"[一二三特]等奖|奖学金|优秀(?:员工|教师|学生|毕业生|班主任|团队|干部|奖)|先进(?:个人|工作者)|劳动模范|劳模|标兵|冠军|亚军|季军|金牌|银牌|铜牌|金奖|银奖|铜奖|(?:获|得)(?:过|了)?.{0,10}奖|三好学生|荣誉称号|销冠|状元|技术能手"
)
_STUDY = re.compile(
    r"毕业|学的|读的|念的|就读|考上|考入|在读|专业|学历|本科|大专|专科|硕士|博士|研究生|中专|职高|技校|高中|初中|小学文化|文化程度|学位|应届|系(?:$|[,，])"
)
_STUDY_START = re.compile(r"入学|考上|考入|考进|开始读|就读|升入")
_AREA_SAID = re.compile(
    r"(?:(?<![大中小同])学|读|念)(?:的)?(?:是)?(?P<x>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:专业)?(?:的|$|,|，|然后|出来|毕业)"
)
_FILLER = re.compile(
    r"^(?:嗯|啊|呃|哦|那个|这个|就是|然后|就|吧|呢|嘛|哈|的话|大概|其实|反正|对|是的|好的|那|还有|另外|以及|和|且|,|，|、|\s)+"
)
_NUMBERS = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+(?:个|人|单|万|次|家|套|倍|成|名|位|台|件|层|条|分|秒|天)|百分之|第一|翻倍|%"
)
_OPINION = re.compile(
    r"(?:吃苦耐劳|认真负责|责任心|踏实|上进|热爱|性格|开朗|勤快|肯干|学习能力|沟通能力|团队|抗压|细心|耐心|诚实|乐观|稳重|人品)"
)


class ChineseProse(Prose):
    """Reads Chinese notes and running text."""

    wish_sentence = -1
    wanted: Piece | None = None

    def read(self, start: int, end: int) -> None:
        """Read a stretch clause by clause."""
        self.put_right(start, end)
        self._names(start, end)
        many = "\n" in self.text[start:end].strip()
        at = start
        for a, b in iter_lines(self.text, start, end):
            head = self._entry_head(a, b) if many else None
            if head is not None:
                self._notes(at, a)
                if self.read_entry_line(a, head) and self.work is not None:
                    self.work.add("highlights", self.reading.piece(head, b))
                    at = b
                else:
                    at = a
                continue
            if self._is_listed_task(a, b, at) and self.work is not None:
                self._notes(at, a)
                self.work.add("highlights", self.reading.piece(a, b))
                at = b
                continue
            if many and len(self.reading.ranges) and self._is_entry_line(a, b):
                self._notes(at, a)
                at = b if self.read_entry_line(a, b) else a
        self._notes(at, end)

    def _is_listed_task(self, a: int, b: int, at: int) -> bool:
        """Whether a line is a bullet right below a job's: - 主导订单系统拆分,接口RT降了40%."""
        if self.last_kind != "work" or bare(self.text[at:a]) or b - a < 5:
            return False
        m = re.match(r"[-–—•·*▪◦]\s*(?=\S)", self.text[a:b])
        return m is not None and not self.ranges_in(a, b) and not degree_in(self.reading, a, b)

    def _entry_head(self, a: int, b: int) -> int | None:
        """Return where a line's employer, title and time end and what was done begins."""
        ranges = self.ranges_in(a, b)
        if len(ranges) != 1 or ranges[0].start - a < 4 or b - ranges[0].end < 6:
            return None
        end = ranges[0].end
        tail = self.text[end:b]
        if not re.match(r"[ \t,，:：|]+\S", tail) or not self._is_entry_line(a, end):
            return None
        rest = trim(self.text, end, b)
        if self.is_title(*rest) or org_score(self.reading, *rest) >= 0.5 or self.is_place(*rest):
            return None
        return end

    def _is_entry_line(self, a: int, b: int) -> bool:
        """Whether a line may be an entry of a table: no running text around its time."""
        words = self.text[a:b]
        return len(self.ranges_in(a, b)) == 1 and not re.search(
            r"[。!?！？]|历任|曾任|现任|至今任|任职|[起今月年](?:任|担任|兼任|担当)|(?:在|于|到)[\u4e00-\u9fff]{2,}(?:做|当|任|担任|干)|我|本人|,.*,",
            words,
        )

    def _notes(self, start: int, end: int) -> None:
        """Read running text clause by clause."""
        clauses = list(self.bounded(self.split(start, end)))
        dropped = self._withdrawn(clauses)
        for clause in clauses:
            if clause not in dropped:
                self._clause(clause)

    def split(self, start: int, end: int) -> list[Clause]:
        """Return the clauses: between stops, and before words that begin a new thought."""
        text = self.text
        times = list(self.reading.time_spans)
        cuts: list[tuple[int, int]] = []
        depth = 0
        openings = {i for i in range(start, end) if text[i] in "(（"}
        inside: set[int] = set()
        for i in range(start, end):
            if i in openings:
                depth += 1
            elif text[i] in ")）":
                depth = max(0, depth - 1)
            elif text[i] == "\n":
                depth = 0
            if depth:
                inside.add(i)
        for m in _CLAUSE_STOP.finditer(text, start, end):
            if m.start() in inside or any(s <= m.start() and m.end() <= e for s, e in times):
                continue
            cuts.append((m.start(), m.end()))
        taken = {i for a, b in cuts for i in range(a, b + 1)}
        for m in _MARKERS.finditer(text, start, end):
            at = m.start()
            if at in inside or at in taken or any(s < at < e for s, e in times):
                continue
            if any(s < at < e for s, e in self.reading.contact_spans):
                continue
            cuts.append((at, at))
            taken.add(at)
        for m in _LENGTH_THEN.finditer(text, start, end):
            at = m.end()
            if at not in inside and at not in taken:
                cuts.append((at, at))
                taken.add(at)
        lengths = [
            m
            for m in re.compile(DURATION).finditer(text, start, end)
            if not any(s < m.end() and m.start() < e for s, e in times)
        ]
        for one, two in itertools.pairwise(lengths):
            # 海底捞三年巴奴两年: each length ends a thought.
            between = text[one.end() : two.start()]
            if 2 <= len(between) <= 12 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", between):
                cuts.append((one.end(), one.end()))
        cuts.sort()
        out: list[Clause] = []
        at = start
        stops = [m.end() for m in _SENTENCE_STOP.finditer(text, start, end)]
        breaks = [i for i in range(start, end) if text[i] == "\n"]
        for a, b in [*cuts, (end, end)]:
            for s, e in self.cut_taken(at, a):
                out.append(Clause(s, e, bisect_right(stops, s), bisect_left(breaks, s)))
            at = max(at, b)
        return [c for c in out if bare(text[c.start : c.end])]

    def _withdrawn(self, clauses: list[Clause]) -> list[Clause]:
        """Return the clauses the person does not want in: 这段别写, and what it points back at."""
        out: list[Clause] = []
        for i, c in enumerate(clauses):
            words = self.text[c.start : c.end]
            m = _WITHDRAW.search(words)
            if not m or "(" in words:
                continue
            out.append(c)
            alone = len(bare(words)) - len(bare(m[0])) <= 3
            if alone and i and clauses[i - 1].sentence >= c.sentence - 1:
                out.append(clauses[i - 1])
        return out

    def is_own_boss(self, entry: Entry) -> bool:
        """Whether the entry's employer is the person (自己接单)."""
        name = entry.one.get("name")
        return name is not None and bool(_SAME_TRADE.search(name.value))

    def _names(self, start: int, end: int) -> None:
        text = self.text
        for m in _NAME.finditer(text, start, end):
            for length in (4, 3, 2):
                a = m.start("n")
                words = text[a : a + length]
                if len(words) < length or not looks_like_zh_name(words):
                    continue
                if not re.match(_NAME_STOP, text[a + length : end] or ""):
                    continue
                sure = "叫" in m[0] or "名" in m[0]
                if not sure and _NO_NAME.search(words):
                    continue
                if not sure and (self.is_title(a, a + length) or self.is_place(a, a + length)):
                    continue
                if self.set_name(a, a + length):
                    self.taken.append((m.start(), self._spelling(a + length, end)))
                break
            else:
                a = m.start("n")
                sure = "叫" in m[0]
                if sure and text[a] and looks_like_zh_name(text[a : a + 3]):
                    stop = 3 if text[a + 2 : a + 3] not in "在从是今做干住来女男的啊哈" else 2
                    if self.set_name(a, a + stop):
                        self.taken.append((m.start(), self._spelling(a + stop, end)))
        if "name" in self.draft.basics.one:
            return
        if self._said_otherwise(start, end) or self._beside_contacts(start, end):
            return
        for m in _SEX_NAME.finditer(text, start, end):
            if looks_like_zh_name(m["n"]) and not self.is_title(*m.span("n")):
                self.set_name(*m.span("n"))
                self.taken.append(m.span("n"))
                return
        for f in self.reading.phones:
            if start <= f.start <= end:
                head = text[max(start, f.start - 12) : f.start]
                near = _PHONE_NAME.search(head)
                if near and looks_like_zh_name(near["n"]):
                    a = max(start, f.start - 12) + near.start("n")
                    if not self.is_title(a, a + len(near["n"])) and not self.is_place(
                        a, a + len(near["n"])
                    ):
                        self.set_name(a, a + len(near["n"]))
                        self.taken.append((a, a + len(near["n"])))
                        return
        self._alone(start, end)

    def _alone(self, start: int, end: int) -> None:
        """Find a name that is the first or the last thing said, with nothing beside it."""
        text = self.text
        parts = self.split(start, end)
        for c in (parts[0], parts[-1]) if len(parts) > 2 else ():
            a, b = trim(text, c.start, c.end)
            words = text[a:b]
            if len(words) != 3 or not looks_like_zh_name(words) or _NO_LONE_NAME.search(words):
                continue
            known = (*within(self.reading.skills, a, b), *within(self.reading.titles, a, b))
            if known or self.is_title(a, b) or self.is_place(a, b):
                continue
            if org_score(self.reading, a, b) < 0.5:
                self.set_name(a, b)
                self.taken.append((a, b))
                return

    def _beside_contacts(self, start: int, end: int) -> bool:
        """Find a name on a line that holds nothing else but how to reach the person."""
        for a, b in iter_lines(self.text, start, end):
            if not any(a <= s and e <= b for s, e in self.reading.contact_spans):
                continue
            left = self.cut_taken(a, b)
            if len(left) == 1 and looks_like_zh_name(self.text[slice(*left[0])]):
                if not self.is_title(*left[0]) and not self.is_place(*left[0]):
                    self.set_name(*left[0])
                    self.taken.append(left[0])
                    return True
        return False

    def _said_otherwise(self, start: int, end: int) -> bool:
        """Find a name in Latin letters, behind the word for a résumé, or behind a surname."""
        text = self.text
        mixed = _MIXED_NAME.search(text, start, end)
        if mixed:
            zh = mixed["z"] and looks_like_zh_name(mixed["z"])
            self.set_name(mixed.start("n"), mixed.end("z" if zh else "n"))
            self.taken.append((mixed.start(), mixed.end("z" if zh else "n")))
            return True
        titled = _TITLED_NAME.search(text, start, end)
        if titled and looks_like_zh_name(titled["n"]):
            self.set_name(*titled.span("n"))
            if titled["t"] and self.is_title(*titled.span("t")):
                self.draft.basics.put("label", self.reading.piece(*titled.span("t")))
            self.taken.append((titled.start(), titled.end("n")))
            return True
        surname = _SURNAME.search(text, start, end)
        if surname:
            again = re.compile(
                rf"(?<![\u4e00-\u9fff])(?P<n>{surname['s']}[\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
            )
            for m in again.finditer(text, surname.end(), end):
                self.set_name(*m.span("n"))
                self.taken.append((surname.start(), surname.end()))
                self.taken.append(m.span("n"))
                return True
        return False

    def _spelling(self, after: int, end: int) -> int:
        """Return where the spelling out of a name ends: 文化的文博士的博."""
        name = self.draft.basics.one.get("name")
        if name is None:
            return after
        m = re.compile(r"(?:[啊呀吧,， ]*(?:是)?[\u4e00-\u9fff]{1,3}的[\u4e00-\u9fff])+").match(
            self.text, after, end
        )
        if not m:
            return after
        at = after
        for part in re.finditer(
            r"[啊呀吧,， ]*(?:是)?[\u4e00-\u9fff]{1,3}?的(?P<c>[\u4e00-\u9fff])", m[0]
        ):
            if part["c"] not in name.value:
                break
            at = after + part.end()
        return at

    def _clause(self, clause: Clause) -> None:
        text = self.text
        start, end = clause.start, clause.end
        lead = _FILLER.match(text[start:end])
        if lead:
            start += lead.end()
        start, end = trim(text, start, end)
        if start >= end or not bare(text[start:end]):
            return
        clause = Clause(start, end, clause.sentence, clause.line)
        words = text[start:end]
        if _LEAVING.search(words):
            self.is_leaving_trade = True
        if _UNKNOWN.search(words) or (
            _LIFE.search(words) and not re.search(r"月嫂|保姆|阿姨|育儿|幼儿园|老师", words)
        ):
            return
        if self._spoken(clause):
            return
        titled = re.fullmatch(r"(?P<n>[\u4e00-\u9fff]{2,5}\d{0,4})(?:先生|女士|小姐)", words)
        if titled:
            if "name" not in self.draft.basics.one:
                self.set_name(start, start + titled.end("n"))
            return
        if _PERSONAL.match(words) or re.search(
            r"参加工作$|出生$|入党$|加入中国共产党|党员$", words
        ):
            return
        if re.fullmatch(
            r"(?:(?:不好意思|抱歉|对不起|谢谢|麻烦了?|你好|您好)(?:[啊哈呀了])?|同号|微信同号|(?:我的?)?(?:微信|电话|手机|手机号|邮箱|联系方式|联系电话)(?:号码?)?(?:是|就是)?|qq|QQ|如下|个人简历|简历|\w{0,6}简历)[:：]?",
            words,
        ):
            return
        if _WISH.match(words) and not re.search(r"做过|干过|年(?:了|经验)", words):
            self.last_kind, self.wish_sentence = "wish", clause.sentence
            self._wanted(clause)
            return
        everywhere = _ALL_IN.match(words)
        if everywhere and self.is_place(start + everywhere.start("x"), start + everywhere.end("x")):
            a, b = start + everywhere.start("x"), start + everywhere.end("x")
            if self.own:
                self.everywhere = self.reading.piece(a, b)
                if len(self.own) > 1:
                    # What follows is about all of them.
                    self.work, self.last_kind = None, "general"
                return
        home = _HOME.search(words)
        if home and self.is_place(start + home.start("x"), start + home.end("x")):
            rest = words[: home.start()] + words[home.end() :]
            if len(bare(rest)) <= 1 and re.search(r"住|居|家|人在|坐标|base", home[0]):
                self.set_home(start + home.start("x"), start + home.end("x"))
                return
        here = re.match(r"(?:人?(?:现在|目前|如今|现)人?)(?P<x>[\u4e00-\u9fff]{2,8})$", words)
        if here and self.work is None and self.is_place(start + here.start("x"), end):
            self.set_home(start + here.start("x"), end)
            return
        back = re.search(r"回(?:到)?(?:了)?(?:老家|家乡)(?:的)?(?P<x>[\u4e00-\u9fff]{2,6})$", words)
        if back and self.is_place(start + back.start("x"), start + back.end("x")):
            self.set_home(start + back.start("x"), start + back.end("x"))
            return
        if re.match(r"打字", words) and len(words) <= 10:
            add_skill(self.reading, self.draft, start, end)
            self.last_kind = "skill"
            return
        if re.match(r"(?:我的?)?(?:电话|手机|微信)[^\d]{0,6}$", words):
            return
        if self._tool_list(clause):
            return
        if self._study(clause):
            return
        if self._certificates(clause):
            return
        if self._award(clause):
            return
        if self._skills(clause):
            return
        self._work(clause)

    def _wanted(self, clause: Clause) -> None:
        """Keep the occupation sought: 想找个收银或者导购."""
        m = re.search(
            r"(?:找|应聘|求职|(?:想|希望|打算|准备)(?:转行)?(?:做|当|干|应聘))(?:[个份]|一[个份])?(?P<x>[^,，。;；]{2,14}?)(?:(?:方面|之类|相关)?的?(?:工作|活儿?|岗位|职位|班))?(?:的|吧|呢)*$",
            self.text[clause.start : clause.end],
        )
        if not m or self.wanted is not None:
            return
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        town = re.match(r"(?P<t>[\u4e00-\u9fff]{2,4}?)的", m["x"])
        if town and self.is_place(x, x + town.end("t")):
            x += town.end()
        first = re.split(r"或者?|、|/|和", self.text[x:y])[0]
        if self.is_title(x, x + len(first)):
            self.wanted = self.reading.piece(x, y)

    def finish(self) -> None:
        """Close as in general; what is sought is the label where it is said, not what was."""
        if self.wanted is not None:
            self.draft.basics.put("label", self.wanted)
        super().finish()
        self._drop_unwanted()

    def _drop_unwanted(self) -> None:
        """Take out the entries somebody asked to leave out by what they are about."""
        for m in _NOT_SAID.finditer(self.text):
            about = re.sub(r"^(?:这个|那个|这|那)|的?(?:这个|那个)?(?:事|事情)?$", "", m["x"])
            for entry in self.draft.of("work"):
                for key in ("highlights",):
                    entry.many[key] = [p for p in entry.many.get(key, []) if about not in p.value]
                summary = entry.one.get("summary")
                if len(about) >= 2 and summary is not None and about in summary.value:
                    del entry.one["summary"]
        for m in _NOT_THAT.finditer(self.text):
            about = re.sub(r"我|在|的|做|当|干|那|这|过|了", "", m["x"])
            if len(about) < 2:
                continue
            for section in ("work", "education"):
                kept = [
                    e
                    for e in self.draft.of(section)
                    if not any(about in self.text[p.start : p.end] for p in e.one.values())
                ]
                self.draft.sections[section] = kept

    def _spoken(self, clause: Clause) -> bool:
        """Read the languages a person speaks: 法语母语级别, 英语流利."""
        words = self.text[clause.start : clause.end]
        if len(words) > 20 or not within(self.reading.languages, clause.start, clause.end):
            return False
        if not re.search(
            r"母语|流利|口语|能当翻译|能(?:说|听|交流|沟通)|会(?:说|讲)|(?:会|懂)(?:一点|点|些)|听说|日常|精通|熟练|一般|还行|可以|不错|沟通|交流",
            words,
        ):
            return False
        if re.search(r"老师|教师|(?<!能当)翻译|专业|毕业|外贸", words):
            return False
        read_languages(self.reading, self.draft, clause.start, clause.end)
        self.last_kind = "skill"
        return True

    def _tool_list(self, clause: Clause) -> bool:
        """Read a line that is nothing but tools: Vue / React / TypeScript."""
        a, b = clause.start, clause.end
        if not re.fullmatch(r"[\w+#. ()-]+(?:\s*[/、]\s*[\w+#. ()-]+){2,}", self.text[a:b]):
            return False
        known = within(self.reading.skills, a, b)
        parts = [m.span() for m in re.compile(r"[^/、]+").finditer(self.text, a, b)]
        if len(known) < 0.5 * len(parts) or any(self.is_title(*p, least=0.8) for p in parts):
            return False
        for s, e in parts:
            add_skill(self.reading, self.draft, *trim(self.text, s, e))
        self.last_kind = "skill"
        return True

    # -- school ---------------------------------------------------------------------------------

    def _study(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if re.search(
            r"老师|教师|讲师|教授|班主任|辅导员|校医|保安|实习(?!生)|导师|学历(?:要求)?不限", words
        ) and not re.search(r"毕业|学历|学的", words):
            return False
        school, degree = school_in(self.reading, a, b), degree_in(self.reading, a, b)
        if re.search(r"转行|改行", words) and not school and not degree:
            return False
        # 从集美大学 | 毕业后: the next thought begins with the leaving.
        said = _STUDY.search(words) or re.match("毕业", text[b:])
        area = _AREA_SAID.search(words)
        goes_on = self.last_kind == "school"
        if (
            goes_on
            and self.school is not None
            and "area" not in self.school.one
            and 2 <= len(words) <= 12
            and re.search(rf"(?:{ZH_MAJOR_END}|学)$", words)
            and not re.search(r"大学|中学|小学|同学|在|过|[学读念]的", words)
            and clause.line == self.text.count("\n", 0, self.school.start)
        ):
            return self.school.put("area", self.reading.piece(a, b))
        if re.match(r"(?:现任|曾任|历任|现为|兼任|任|担任)", words) or re.search(
            r"(?:任|担任).{0,30}(?:院长|校长|主任|处长|导师|教授|研究员)", words
        ):
            return False
        if (
            school
            and (said or degree or goes_on is False and self.last_kind == "")
            and not self._has_title(a, b)
        ):
            pass
        elif school and said and re.search(r"毕业|专业|学位|学历", words):
            pass
        elif school and goes_on and self.school and "institution" not in self.school.one:
            pass
        elif degree and (
            re.search(r"学历|毕业|文化|在读|学位|专业|应届|\d届", words)
            or len(bare(words)) <= 8
            or goes_on
        ):
            pass
        elif (
            area
            and (goes_on or re.search(r"学的|读的|念的|应届|大学|毕业", words))
            and not re.search(r"学会|学到|学过|跟", words)
        ):
            pass
        elif re.search(r"专业(?:毕业)?$", words) and (goes_on or len(bare(words)) <= 12):
            pass
        elif re.fullmatch(r"[\d年月.\-]+(?:份)?(?:大学|本科|大专|研究生|硕士)?毕业(?:的)?", words):
            pass
        elif goes_on and re.fullmatch(r"[\d.年月\-—~至到今]+(?:毕业)?", words):
            pass
        else:
            return False
        entry = self.add_school(clause, goes_on=goes_on)
        if area and "area" not in entry.one:
            x = (a + area.start("x"), a + area.end("x"))
            if not re.match(r"(?:的|是|了|过|校|院|历|生)", text[x[0] : x[1]]):
                entry.put("area", self.reading.piece(*x))
        class_of = re.search(r"(?<!\d)(?P<y>(?:20)?\d\d)届", words)
        if class_of:
            year = class_of["y"] if len(class_of["y"]) == 4 else f"20{class_of['y']}"
            y = a + class_of.start("y")
            entry.put("endDate", self.reading.piece(y, y + len(class_of["y"]), value=year))
        grade = re.search(r"(?P<y>20\d\d)级", words)
        if grade:
            y = a + grade.start("y")
            entry.put("startDate", self.reading.piece(y, y + 4))
        else:
            self.school_times(entry, a, b, starts=bool(_STUDY_START.search(words)))
        if not entry:
            self.draft.sections["education"] = [
                e for e in self.draft.of("education") if e is not entry
            ]
            self.school = None
            return False
        self.last_kind = "school"
        return True

    def _has_title(self, a: int, b: int) -> bool:
        found = [
            f
            for f in within(self.reading.titles, a, b)
            if f.end == b or self.text[f.end : f.end + 1] in " ,，、"
        ]
        return bool(found) and not _STUDY.search(self.text[a:b])

    # -- certificates, awards, skills -------------------------------------------------------------

    def _certificates(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        if self.last_kind == "certificate" and re.fullmatch(
            r"[\u4e00-\u9fff]{2,5}[一二三四五]级(?:工)?", text[a:b]
        ):
            self.add_certificate(a, b)
            return True
        spans: list[CellSpan] = []
        parts = [p for s, e in split_items(self.reading, a, b) for p in self._and(s, e)]
        for x, y in parts:
            words = text[x:y]
            if re.search(
                r"(?:没过|没考过?|没通过|未通过|还没考|没拿到|挂了|差一)|(?:没有|没|无|不用|不需要).{0,6}证|身份证|毕业证|保证|证明|证券|验证|论证|认证(?!证)",
                words,
            ):
                continue
            m = _CERT_NAMED.search(words) or _CERT.search(words)
            longer = _CERT.search(words)
            if m and longer and longer.start() <= m.start() and longer.end() > m.end():
                m = longer
            if not m or re.search(r"(?:在|于).{2,20}(?:做|任|当)", words):
                continue
            s, e = x + m.start(), x + m.end()
            times = [
                f.end for f in (*self.ranges_in(x, y), *self.dates_in(x, y)) if s <= f.start < e
            ]
            s = max([s, *times])
            lead = _CERT_LEAD.match(text[s:e])
            s += lead.end() if lead and lead.end() < e - s - 1 else 0
            pair = re.fullmatch(
                r"(?P<p>[\u4e00-\u9fff]{2})(?:、|和|,)?(?P<q>[\u4e00-\u9fff]{2})证", text[s:e]
            )
            if pair and pair["p"][-1] == pair["q"][-1]:
                # 低压高压证: two certificates in one breath.
                for part in ("p", "q"):
                    piece = self.reading.piece(s, e, value=pair[part] + "证")
                    self.draft.add_named("certificates", piece)
                spans.append((s, e))
                continue
            if text[e : e + 1] in "(（":
                close = re.match(r"[(（][^()（）]{1,14}[)）]", text[e:b])
                e += close.end() if close else 0
            s, e = trim(text, s, e)
            if e - s >= 2 and text[s:e] not in ("证书", "职称", "资格证", "资格证书", "证"):
                self.add_certificate(s, e, around=(a, b))
                spans.append((s, e))
        if not spans:
            return False
        rest = text[a : spans[0][0]] + text[spans[-1][1] : b]
        self.last_kind = "certificate"
        # Something else may be said in the same breath: 会计,中级职称2021年过的.
        if len(bare(rest)) > 14 and re.search(r"在.{2,}(?:做|当|任)", rest):
            return False
        return True

    def _award(self, clause: Clause) -> bool:
        words = self.text[clause.start : clause.end]
        if (
            not _AWARD.search(words)
            or len(words) > 40
            or re.search(r"在.{2,16}(?:做|当|任)", words)
        ):
            return False
        lead = re.match(
            r"(?:我|曾|还|也|并|曾经|期间|工作期间|在校期间|在校|连续\w{1,3}年|多次)*(?:获得?|荣获|拿过?了?|被评为|评为|得过?了?|当选)*(?:过|了)?",
            words,
        )
        self.add_award(clause.start + (lead.end() if lead else 0), clause.end)
        self.last_kind = "award"
        return True

    def _skills(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        own = _OWN.search(words)
        if own and not re.search(r"公司|店|厂|工地|房", own[0]):
            self.draft.add_named("skills", self.reading.piece(a + own.start(), a + own.end()))
            self.last_kind = "skill"
            return True
        m = _SKILL_VERB.search(words)
        dishes = re.fullmatch(
            r"(?:(?:[川湘粤鲁苏浙徽闽赣豫]|东北|本帮|淮扬|客家|潮汕|西北|家常)菜[、和]?){2,}", words
        )
        if dishes:
            for dish in re.finditer(r"[^、和菜]+菜", words):
                add_skill(self.reading, self.draft, a + dish.start(), a + dish.end())
            self.last_kind = "skill"
            return True
        if (
            m
            and not re.search(r"(?:不|没|得)$", words[: m.start()])
            and len(bare(words[: m.start()])) <= 4
        ):
            x, y = a + m.start("x"), a + m.end("x")
            if re.match(
                r"(?:不|吃苦|加班|出差|接受|倒班|适应|马上|随时|立刻|考虑|的话|去|来|有|被|因|让|给|再|议|晚点|晚些|稍后|回头|等|一会|待会|过会|明天|尽快|发你|补)",
                text[x:y],
            ):
                return False
            added = False
            for s, e in split_items(self.reading, x, y):
                for p, q in self._and(s, e):
                    lead = re.match(r"(?:会|能|和|还会|也会|使用|用|操作)+(?!计)", text[p:q])
                    p += lead.end() if lead and lead.end() < q - p - 1 else 0
                    for u, v in self._side_by_side(p, q):
                        if 1 < v - u <= 24:
                            add_skill(self.reading, self.draft, u, v)
                            added = True
            self.last_kind = "skill" if added else self.last_kind
            return added
        if self.last_kind == "skill" and not self._is_job_like(a, b) and len(bare(words)) <= 10:
            lead = re.match(r"(?:会|也会|还会|能|懂|和)", words)
            if lead:
                add_skill(self.reading, self.draft, a + lead.end(), b)
                return True
        tail = _SKILL_TAIL.match(words)
        if (
            self.work is not None
            and re.search(r"[、]", words)
            and re.search(r"都(?:会弄|能做|能干)$", words)
        ):
            return False
        if (
            tail
            and not self._is_job_like(a, b)
            and not re.search(r"那片|那一片|这片|这一带|区域|路(?:线)?$|地形", tail["x"])
        ):
            known = within(self.reading.skills, a, b)
            x, y = a, a + tail.end("x")
            parts = [p for s, e in split_items(self.reading, x, y) for p in self._and(s, e)]
            if known and len(parts) == 1 and sum(f.end - f.start for f in known) >= 0.8 * (y - x):
                for f in known:
                    add_skill(self.reading, self.draft, f.start, f.end)
            else:
                for s, e in (side for part in parts for side in self._side_by_side(*part)):
                    if 1 < e - s <= 12:
                        add_skill(self.reading, self.draft, s, e)
            self.last_kind = "skill"
            return True
        return False

    def _side_by_side(self, s: int, e: int) -> list[CellSpan]:
        """Split tools with spaces between them, and words that end alike: 氩弧焊二保焊."""
        words = self.text[s:e]
        if re.fullmatch(r"[\w+#.]+(?: [\w+#.]+)+", words) and words.isascii():
            known = within(self.reading.skills, s, e)
            if not any(" " in f.text for f in known):
                return [m.span() for m in re.compile(r"[^ ]+").finditer(self.text, s, e)]
        pair = re.fullmatch(
            r"(?P<p>[\u4e00-\u9fff]{1,3}(?P<t>[菜焊机车舞绣]))[\u4e00-\u9fff]{1,3}(?P=t)", words
        )
        if pair and words[: len(words) // 2] != words[len(words) // 2 :]:
            return [(s, s + pair.end("p")), (s + pair.end("p"), e)]
        # 抖音快手: a known name, and what is left.
        for f in within(self.reading.skills, s, e):
            if f.start == s and 2 <= e - f.end <= 3 and f.end - s == e - f.end:
                return [(s, f.end), (f.end, e)]
        return [(s, e)]

    def _and(self, s: int, e: int) -> list[CellSpan]:
        """Split at 和/及/跟 where both sides stand by themselves."""
        out: list[CellSpan] = []
        at = s
        for m in re.finditer(r"(?:和|及|以及|跟|与|还有)", self.text[s:e]):
            left, right = (at, s + m.start()), (s + m.end(), e)
            if (
                left[1] - left[0] >= 2
                and right[1] - right[0] >= 2
                and m[0] != "和"
                or (
                    m[0] == "和"
                    and self.text[s + m.start() - 1] not in "共饱缓"
                    and right[1] - right[0] >= 2
                )
            ):
                out.append(left)
                at = right[0]
        out.append((at, e))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _is_job_like(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        return bool(
            self.ranges_in(a, b)
            or _LOC.search(words)
            or _SELF.search(words)
            or re.search(DURATION, words)
        )

    # -- work -------------------------------------------------------------------------------------

    def _work(self, clause: Clause) -> None:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        ranges = self.ranges_in(a, b)
        is_past, is_now = bool(_PAST.match(words)), bool(_NOW.match(words))
        outside = re.sub(r"[(（][^()（）]*[)）]?", "", words)
        if re.search(
            r"辞职|辞[的了掉]|离职|没干了|不做了|被裁|裁员|失业|待业|搬走|倒闭|拆迁|回(?:了)?老家|不干了|关门|黄了",
            outside,
        ) and not re.search(r"(?:做|当|任|担任)(?!了)[\u4e00-\u9fff]{2,}", words):
            self._leaving(clause)
            return
        if self._executive(clause):
            return
        org, place, generic, org_end = self._employer(a, b)
        if generic and org is None and _SEVERAL.match(text[generic[0] : generic[1]]):
            # 跟过好几个工地: several at once are no job of their own.
            self.summary.append((a, b))
            return
        position = self._position(a, b, org)
        if duration_said := self._duration(a, b):
            if (
                re.search(r"经验$", words)
                and not ranges
                and not _LOC.search(words[: duration_said.start() - a])
            ):
                # 5年淘宝天猫运营经验 claims years in general.
                self._general(clause)
                return
        if org is None and generic is None and self._rise(clause):
            return
        if org is None and generic is None and ranges:
            if self._dated(clause, ranges[0]):
                return
        starts = [d for d in self.dates_in(a, b) if d.value.iso]
        if (ranges or starts) and self.work is not None and self._only_time(clause):
            self._times(self.work, clause, is_past=is_past)
            return
        duration = self._duration(a, b)
        if position and re.search(r"入职|离职|辞职|毕业", text[position[0] : position[1]]):
            position = None
        if org or generic or (place and (position or duration or self.role)):
            entry = self._entry_for(
                clause,
                org=org,
                is_new=is_past or is_now or bool(_NEXT.match(words) or _ONE_OF.match(words)),
                place=place,
            )
            if org:
                entry.put("name", self.reading.piece(*org))
            if place:
                self.put_location(entry, place)
            if generic:
                self.extend_summary(entry, *generic)
            if position:
                entry.put("position", self.reading.piece(*position))
            if is_past:
                self.said_past.append(entry)
                self.ended.append(entry)
            self._times(entry, clause, is_past=is_past)
            self._rest(entry, clause, org_end, position, duration)
            self.last_kind = "work"
            return
        own = _SELF.search(words)
        if own:
            entry = self._entry_for(
                clause, org=(a + own.start(), a + own.end()), is_new=is_past or is_now, place=None
            )
            before = next((e for e in reversed(self.own) if e is not entry), None)
            entry.put("name", self.reading.piece(a + own.start(), a + own.end()))
            if before is not None and _SAME_TRADE.search(own[0]):
                # Working for oneself goes on with the trade.
                entry.put("position", before.one.get("position"))
            self._times(entry, clause, is_past=is_past)
            self.last_kind = "work"
            return
        turned = re.match(
            r"(?:后来|之后|然后|再后来|接着|又|就|我)*(?:转行|改行|转|改)(?:去|来)?(?:做|当|干|搞)(?P<x>[^,，。;；]{2,12}?)(?:的|了|吧)*$",
            words,
        )
        if turned and self.is_title(a + turned.start("x"), a + turned.end("x")):
            entry = self.new_work(clause)
            entry.put("position", self.reading.piece(a + turned.start("x"), a + turned.end("x")))
            self.last_kind = "work"
            return
        if self._trade(clause, position, duration):
            return
        if (
            (ranges or starts)
            and self.work is not None
            and len(bare(words)) <= 20
            and self._only_time(clause)
        ):
            self._times(self.work, clause, is_past=is_past)
            return
        self._loose(clause, position, duration)

    def _rise(self, clause: Clause) -> bool:
        """Read a step up where the person worked already: 前年开始当小组长, 后来升了店长."""
        entry = self.work
        if entry is None or "name" not in entry.one:
            return False
        m = re.search(
            r"(?:开始(?:当|做|带)|升(?:为|到|了|任|成|职)+|提(?:为|了|拔|升|成)+(?:为|到)?|当上了?|转(?:为|成|正做))(?P<x>[^,，。;；]{2,14}?)(?:的|了|吧)*$",
            self.text[clause.start : clause.end],
        )
        if not m:
            return False
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        of = self.text.rfind("的", x, y)
        x = of + 1 if of >= 0 else x
        if not self.is_title(x, y):
            return False
        entry.put("position", self.reading.piece(x, y))
        self.last_kind = "work"
        return True

    def _duration(self, a: int, b: int) -> re.Match[str] | None:
        """Return how long something was done; the year of a date is no length."""
        for m in re.compile(DURATION).finditer(self.text, a, b):
            if not any(s < m.end() and m.start() < e for s, e in self.reading.time_spans):
                return m
        return None

    def _times(self, entry: Entry, clause: Clause, *, is_past: bool) -> None:
        """Set when a job was: a span of time, since, or until, by the words around the date."""
        a, b = clause.start, clause.end
        ranges = [r for r in self.ranges_in(a, b) if not self.text[r.end :].startswith("毕业")]
        if ranges:
            put_range(entry, self.reading, ranges[0])
            for more in ranges[1:]:
                # 2022.3入职,上个月离职: an end of its own.
                if more.value.start is None and more.value.end is not None:
                    put_range(entry, self.reading, more)
            if ranges[0].value.start is None and "startDate" not in entry.one:
                began = [d for d in self.dates_in(a, ranges[0].start) if d.value.iso]
                if began and re.match(
                    r"(?:起|开始)?(?:就)?(?:在|进|入职|加入|去)", self.text[began[0].end : b]
                ):
                    entry.put("startDate", date_piece(began[0]))
            if ranges[0].value.is_current and (is_past or any(e is entry for e in self.said_past)):
                self.past_but_current.append(entry)
            return
        for d in self.dates_in(a, b):
            if not d.value.iso or is_too_vague(d.value, d.text):
                continue
            after, before = self.text[d.end : b], self.text[a : d.start]
            if re.match(r"(?:\d*月|[夏秋]天?)?(?:大学|本科|大专|研究生|中专|高中)?毕业", after):
                if self.school is not None:
                    self.school.put("endDate", date_piece(d))
                continue
            if re.match(
                r"(?:底|初|中|左右|份|的时候|那会)?(?:才)?(?:离职|离开|走|辞|毕业|被裁|结束|不干|退)",
                after,
            ) or re.search(r"(?:到|做到|干到|直到|待到|至)$", before):
                entry.put("endDate", date_piece(d))
            elif (
                re.match(
                    r"(?:底|初|中|左右|份)?(?:开始|起|以来|入职|进|加入|去|到(?!\d)|来|就|在|做|干|接手|跳)",
                    after,
                )
                or re.search(r"(?:从|自|打)$", before)
                or re.match(r"^[^\u4e00-\u9fff]*$|我|然后|之后|后来|现在", before)
            ):
                entry.put("startDate", date_piece(d))

    def _only_time(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        words = self.text[a:b]
        for f in (*self.ranges_in(a, b), *self.dates_in(a, b)):
            words = words.replace(f.text, "")
        return len(bare(words)) <= 6 and not self.is_title(a, b)

    def _leaving(self, clause: Clause) -> None:
        inner = within(self.reading.dates, clause.start, clause.end)
        for d in inner:
            if self.work is not None and d.value.iso:
                self.work.put("endDate", date_piece(d))
        self.last_kind = "work"

    def _entry_for(
        self, clause: Clause, *, org: CellSpan | None, is_new: bool, place: CellSpan | None
    ) -> Entry:
        """Return the entry a clause is about: the one talked of, or a new one."""
        entry = self.work
        if entry is None:
            return self.new_work(clause)
        have = entry.one.get("name")
        if org is not None:
            words = self.text[org[0] : org[1]]
            known = next(
                (
                    e
                    for e in reversed(self.own)
                    if (n := e.one.get("name")) and (n.value in words or words in n.value)
                ),
                None,
            )
            if known is not None and not (
                self.ranges_in(clause.start, clause.end) and "startDate" in known.one
            ):
                self.work = known
                return known
        ranges = self.ranges_in(clause.start, clause.end)
        clash = (
            (org is not None and have is not None)
            or (ranges and "startDate" in entry.one)
            or (
                is_new
                and (
                    have is not None
                    or "summary" in entry.one
                    or "location" in entry.one
                    or "startDate" in entry.one
                )
            )
        )
        clash |= place is not None and "location" in entry.one and org is None and is_new
        if clash:
            return self.new_work(clause)
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return entry

    def _employer(
        self, a: int, b: int
    ) -> tuple[CellSpan | None, CellSpan | None, CellSpan | None, int]:
        """Return (employer, place, generic employer, where its words end) of a clause."""
        text = self.text
        words = text[a:b]
        times = [(f.start, f.end) for f in (*self.ranges_in(a, b), *self.dates_in(a, b))]
        told = re.match(
            r"(?:公司|单位|厂|店|工厂|学校|医院|东家|老东家)(?:名字?)?(?:是|叫做?)(?P<o>[^,，。;；]{2,30})$",
            words,
        )
        if told:
            return (a + told.start("o"), b), None, None, b
        called = re.match(r"(?:名字)?叫(?:做|作)?(?P<o>[^,，。;；]{2,14})$", words)
        nameless = self.work is not None and "name" not in self.work.one
        if called and nameless and self.last_kind == "work":
            return (a + called.start("o"), b), None, None, b
        for pattern in (_LOC, _NOW_LOC, _ONE_OF):
            for m in pattern.finditer(words):
                x, y = a + m.start("x"), a + m.end("x")
                for s, e in times:
                    if s <= x < e:
                        x = e
                    elif x < s < y:
                        y = s
                sure = bool(re.match(r"进|入职|加入|就职|任职|供职|跳|换到|转到", m[0]))
                found = self._firm(x, y, sure=sure)
                if found is not None:
                    return (*found, y)
        dur = re.search(
            rf"(?:跑|干|做|送|开|待|呆)(?:过|了)?(?:{DURATION})(?:的)?(?P<x>[^,，。;；的了]{{2,12}})",
            words,
        )
        if dur:
            x, y = a + dur.start("x"), a + dur.end("x")
            if zh_brand_pattern().match(text[x:y]) or org_score(self.reading, x, y) >= 0.85:
                return (x, y), None, None, y
        # A well-known name is enough: 阿里出来的.
        noted = re.fullmatch(
            r"(?P<p>[\u4e00-\u9fff]{2,8}?)的(?:[一那某](?:个|家))?(?P<g>[\u4e00-\u9fff]{1,8})",
            words,
        )
        begins = any(f.start == a for f in within(self.reading.places, a, b))
        if noted and GENERIC.match(noted["g"]) and begins:
            # 东莞长安的五金厂
            return None, (a, a + noted.end("p")), (a + noted.start("g"), b), b
        brand = zh_brand_pattern().search(words)
        if brand and not re.search(r"(?:用|会|熟悉|懂|学)[^,，]{0,3}$", words[: brand.start()]):
            return (a + brand.start(), a + brand.end()), None, None, a + brand.end()
        return None, None, None, a

    def _firm(
        self, x: int, y: int, *, sure: bool = False
    ) -> tuple[CellSpan | None, CellSpan | None, CellSpan | None] | None:
        """Read what stands after 在/去/进…: a place, an employer, or one without a name."""
        text = self.text
        x, y = trim(text, x, y)
        lead = re.match(
            r"(?:现在|目前|人在|(?:一直|都|还)在?|了|过|到|的|同一家|这家|那家|某家|这个|那个|于)+",
            text[x:y],
        )
        x += lead.end() if lead else 0
        aside = re.search(r"[(（][^()（）]*[)）]?$", text[x:y])
        if aside and aside.start() > 1:
            y = x + aside.start()
        tail = re.search(r"(?:公司)?(?:这边|那边|那里|里面|这里|那个?点|里|上)$", text[x:y])
        if tail and tail.start() >= 2 and not re.search(r"(?:上海|海上)$", text[x:y]):
            y = x + tail.start() + (2 if tail[0].startswith("公司") else 0)
        if x >= y or y - x > 36:
            return None
        words = text[x:y]
        if re.search(
            r"^(?:不|没|就|才|又|都|也|再|年|家|老家|家里|外面|外地|一起|这里|那里|这|那|哪|线|校|职|岗|此|内|外|读|网上|意|乎|行业|我|他|她|你|期间|上|下|前|后|不同)$",
            words,
        ):
            return None
        brand = zh_brand_pattern().search(text, x, y)
        if brand and brand.end() == y and brand.start() > x:
            # 郑州富士康: the place, then the name everybody knows.
            if place_of(self.reading, x, brand.start()):
                return (brand.start(), y), (x, brand.start()), None
        if brand and brand.span() == (x, y):
            return (x, y), None, None
        if place_of(self.reading, x, y):
            return None, (x, y), None
        if _SEVERAL.match(words):
            return None, None, (x, y)
        place: CellSpan | None = None
        inner = [f for f in within(self.reading.places, x, y) if f.start == x]
        rest = x
        if inner:
            p = max(inner, key=lambda f: f.end)
            after = text[p.end : y]
            if re.match(
                r"(?:的|这边|那边|本地)?(?:一家|一个|某家|某|一间|家(?=叫)|几家|几个|好几|各个?)",
                after,
            ) or after.startswith(("的", "这边", "那边")):
                place, rest = (p.start, p.end), p.end
                skip = re.match(r"(?:的|这边|那边|本地)+", text[rest:y])
                rest += skip.end() if skip else 0
            elif GENERIC.match(after) and not _INSTITUTION.search(after):
                return None, (p.start, p.end), (p.end, y)
        called = _CALLED.search(text[rest:y])
        if called:
            return (rest + called.start("o"), rest + called.end("o")), place, None
        intro = re.match(
            r"(?:一家|一个|某家|一间|几家|几个|好几家|好几个|家(?![政具居电装庭纺乐])|个)",
            text[rest:y],
        )
        if intro:
            g = rest + intro.end()
            strong = (
                org_score(self.reading, g, y) >= 0.95
                and not GENERIC.match(text[g:y])
                and y - g >= 6
                # 一家智能家居公司 says what it makes, not what it is called.
                and not re.fullmatch(r"[\u4e00-\u9fff]{2,8}(?<!有限)(?<!集团)公司", text[g:y])
            )
            return ((g, y), place, None) if strong else (None, place, (g, y))
        strip = re.search(r"的(?:公司|厂|店|单位)$", text[rest:y])
        end = rest + strip.start() if strip and strip.start() >= 2 else y
        if GENERIC.match(text[rest:end]):
            return None, place, (rest, end)
        if not sure and self.is_title(rest, end) and org_score(self.reading, rest, end) < 0.6:
            return None
        glued = split_glued(self.reading, rest, end)
        if glued:
            return glued[0], place, None
        score = org_score(self.reading, rest, end)
        if score >= 0.3 or place or sure:
            return (rest, end), place, None
        return None

    def _position(self, a: int, b: int, org: CellSpan | None) -> CellSpan | None:
        text = self.text
        rise = re.search(
            r"从(?:[\u4e00-\u9fff]{1,8}?)(?:做|干|升|提)(?:到|为|成)了?(?P<x>[\u4e00-\u9fff]{2,8}?)(?=$|的|,|了)",
            text[a:b],
        )
        if rise:
            return a + rise.start("x"), a + rise.end("x")
        start = org[1] if org and org[0] - a < 12 else a
        if org and org[0] - a < 24:
            tail = trim(text, org[1], b)
            if 2 <= tail[1] - tail[0] <= 6 and zh_title_pattern().search(text[slice(*tail)]):
                if not re.match(r"的|做|当|任|干|担任|从事|一直", text[tail[0] : tail[1]]):
                    return tail
        for m in _DO.finditer(text, start, b):
            x, y = m.span("x")
            words = text[x:y]
            if re.match(rf"(?:到|至)(?!店)|{DURATION}$", words):
                continue
            if words in _DO_NOTHING or re.search(
                r"^(?:得|不|了|过|完|起|出|着|好|成|主|为|多)|\d", words
            ):
                continue
            if org and x < org[1] and org[0] < y:
                continue
            known = [f for f in within(self.reading.titles, x, y) if f.start == x]
            if known and not zh_title_pattern().search(words):
                # 前台天天站着: the occupation, then something else.
                f = max(known, key=lambda f: f.end)
                return f.start, f.end
            if self.is_title(x, y, least=0.65):
                return trim(text, x, y)
            if y - x <= 8 and not self.is_place(x, y) and not re.fullmatch(r"[A-Za-z+#. ]+", words):
                if not within(self.reading.skills, x, y) or title_score(self.reading, x, y) > 0:
                    return trim(text, x, y)
        found = [
            f
            for f in within(self.reading.titles, start, b)
            if not (org and f.start < org[1] and org[0] < f.end)
        ]
        if found:
            f = max(found, key=lambda f: (f.end - f.start, f.start))
            return f.start, f.end
        return None

    def _rest(
        self,
        entry: Entry,
        clause: Clause,
        org_end: int,
        position: CellSpan | None,
        duration: re.Match | None,
    ) -> None:
        """Keep what else a clause says about a job: how long, doing what."""
        text, b = self.text, clause.end
        if duration is not None:
            a = clause.start
            lead = re.match(
                r"(?:我|之前|以前|现在|目前|前面|后来|然后|之后|曾|曾经|都|一直|本人|原来)+",
                text[a:b],
            )
            a += lead.end() if lead else 0
            s = org_end if org_end > a and b - org_end >= 3 else a
            self.extend_summary(entry, s, b)
            if position is None and org_end > clause.start:
                verb = re.match(
                    rf"(?:了|过|的)*(?P<x>[\u4e00-\u9fff]{{2,6}}?)(?:了|过)?(?={DURATION})",
                    text[org_end:b],
                )
                if verb and not re.search(
                    r"上班|工作|待|呆|实习|打工|干|做|写|跑|开|当|任|负责|^[\u4e00-\u9fff]了$|^(?:送|卖|修|教|带|拉|搬)",
                    verb["x"],
                ):
                    entry.put(
                        "position",
                        self.reading.piece(org_end + verb.start("x"), org_end + verb.end("x")),
                    )
        self._tools(clause.start, b)
        if position is None and duration is None and org_end > clause.start:
            done = re.match(
                r"(?:里|那边|这边|,)?(?P<x>(?:带|教|管|看|负责|照顾|站|拉|卖|送)[\u4e00-\u9fff]{2,12})$",
                text[org_end:b],
            )
            if done:
                entry.add(
                    "highlights",
                    self.reading.piece(org_end + done.start("x"), org_end + done.end("x")),
                )
        if position is not None and position[1] < b - 3:
            rest = trim(text, position[1], b)
            words = text[rest[0] : rest[1]]
            if (
                len(bare(words)) >= 4
                and not re.match(rf"(?:的|了|吧|工作|岗位)*(?:{DURATION})?(?:了|吧)*$", words)
                and duration is None
                and ZH_TASK.match(words)
            ):
                entry.add("highlights", self.reading.piece(*rest))

    def _tools(self, a: int, b: int) -> None:
        """Add tools and technologies named in a clause as skills."""
        for f in within(self.reading.skills, a, b):
            if f.value.kind == "tool" or (f.value.domain or "") in (
                "it",
                "software",
                "programming",
                "data",
            ):
                if re.search(r"[A-Za-z]", f.text) or len(f.text) >= 3:
                    add_skill(self.reading, self.draft, f.start, f.end)

    def _dated(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Read a note that opens or ends with a span of time: 2018.5-2020.12链宅地产."""
        a, b = clause.start, clause.end
        cut = [(time.start, time.end)]
        # 从2023年2月做到今年8月: the two ends apart.
        ends = [
            r
            for r in self.ranges_in(time.end, b)
            if time.value.end is None and r.value.start is None and r.value.end is not None
        ]
        cut += [(r.start, r.end) for r in ends]
        if self._since_trade(clause, time):
            return True
        cells = [read_cell(self.reading, *s) for s in split_cells(self.reading, a, b, cut=cut)]
        cells = [
            c
            for c in cells
            if not re.fullmatch(
                r"(?:在|于|从|我|期间|任|就|和|做|干|到|待|一直|直|跑|才|又|工作|上班|时间|不(?:跑|干|做|送|开|教|卖|去)了|没(?:干|做)了|离职|辞职|走了|离开|入职的?|开始的?|进(?:来)?的|来的|去的|的)+",
                self.text[c.start : c.end],
            )
        ]
        if not cells:
            if (
                self.work is not None
                and "startDate" not in self.work.one
                and "endDate" not in self.work.one
                and clause.line == self.work_line
            ):
                entry = self.work
            else:
                entry = self.new_work(clause)
            for r in (time, *ends):
                put_range(entry, self.reading, r)
            self.last_kind = "work"
            return True
        if len(cells) > 4 or any(c.end - c.start > 30 for c in cells):
            return False
        entry = self.new_work(clause)
        for r in (time, *ends):
            put_range(entry, self.reading, r)
        assign_cells(self.reading, entry, cells)
        self.last_kind = "work"
        return True

    def _since_trade(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Read a trade with its time: 2017年开始在义乌跑滴滴, 2024年3月起转行开公交."""
        m = re.compile(
            r"(?:年|月)?(?:起|开始|以后|之后|后|就|又|才|一直|转行|改行|去|来)*(?:在(?P<p>[\u4e00-\u9fff]{2,6}?))?(?P<x>(?:开|跑|送)(?!始|发|了)[\u4e00-\u9fffA-Za-z]{2,6}?)(?:的|了|吧)*$"
        ).match(self.text, time.end, clause.end)
        if not m:
            return False
        entry = self.new_work(clause)
        put_range(entry, self.reading, time)
        entry.put("position", self.reading.piece(*m.span("x")))
        brand = zh_brand_pattern().search(self.text, *m.span("x"))
        if brand:
            entry.put("name", self.reading.piece(*brand.span()))
        if m["p"] and self.is_place(*m.span("p")):
            self.put_location(entry, m.span("p"))
        self.last_kind = "work"
        return True

    def _executive(self, clause: Clause) -> bool:
        """Read 曾任某某公司董事、副总经理,现任…: employer and titles run together."""
        text, (a, b) = self.text, (clause.start, clause.end)
        m = re.match(
            r"(?s).{0,24}?(?P<v>曾先后任职于|先后任职于|先后担任|历任|曾任|现任|兼任|现为|曾为|任职于|任|担任|出任|当选为?)(?!职)",
            text[a:b],
        )
        if not m:
            return False
        head = text[a : a + m.start("v")]
        ranges = self.ranges_in(a, b)
        if len(bare(head)) > 16 and not ranges:
            return False
        entry: Entry | None = None
        at = _LOC.search(head)
        firm = self._firm(a + at.start("x"), a + m.start("v")) if at and "在" in at[0] else None
        if firm is not None and firm[0] is not None:
            entry = self.new_work(clause)
            entry.put("name", self.reading.piece(*firm[0]))
            if firm[1]:
                self.put_location(entry, firm[1])
        for x, y in split_items(self.reading, a + m.end(), b):
            lead = re.match(
                r"(?:任|担任|兼任|兼|并任|及|和|与|以及|为|原)(?=[\u4e00-\u9fff]{2})", text[x:y]
            )
            x += lead.end() if lead else 0
            tail = re.search(r"(?:等职务?|职务|一职|等)$", text[x:y])
            y -= len(tail[0]) if tail else 0
            if y - x < 2:
                continue
            glued = split_glued(self.reading, x, y)
            if glued:
                entry = self.new_work(clause)
                if text[glued[0][0] : glued[0][1]] not in ("公司", "本公司", "集团", "该公司"):
                    entry.put("name", self.reading.piece(*glued[0]))
                entry.put("position", self.reading.piece(*glued[1]))
            elif self.is_title(x, y):
                if entry is None:
                    if self.work is not None and "position" not in self.work.one and not ranges:
                        entry = self.work
                    else:
                        entry = self.new_work(clause)
                have = entry.one.get("position")
                if have is None:
                    entry.put("position", self.reading.piece(x, y))
                else:
                    longer = self.reading.piece(have.start, y)
                    if longer is not None and longer.end - longer.start < 60:
                        entry.one["position"] = longer
            elif org_score(self.reading, x, y) >= 0.6:
                entry = self.new_work(clause)
                entry.put("name", self.reading.piece(x, y))
            if entry is not None and ranges:
                put_range(entry, self.reading, ranges[0])
            elif entry is not None:
                self._times(entry, clause, is_past=False)
        if entry is None:
            return False
        self.last_kind = "work"
        return True

    def _trade(self, clause: Clause, position: CellSpan | None, duration: re.Match | None) -> bool:
        """Read a trade said in general: 干电工的, 我是做房产销售的, 从事母婴护理8年."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        for pattern in (_TRADE, _VERB_TRADE):
            m = pattern.match(words)
            if m:
                group = "y" if "y" in m.re.groupindex and m["y"] else "x"
                x, y = trim(text, a + m.start(group), a + m.end(group))
                if (
                    x < y
                    and text[x:y] not in _DO_NOTHING
                    and not re.search(r"\d|什么|这个|那个", text[x:y])
                ):
                    self.role = self.role or self.reading.piece(x, y)
                    self.last_kind = "trade"
                    if duration:
                        self.summary.append((a, b))
                    return True
        who = _IDENTITY.match(words)
        if who and self.is_title(a + who.start("x"), a + who.end("x")):
            self.role = self.role or self.reading.piece(a + who.start("x"), a + who.end("x"))
            self.last_kind = "trade"
            return True
        if position and duration and self.work is None:
            if self.role is None and self.is_title(*position, least=0.5):
                self.role = self.reading.piece(*position)
            self._general(clause)
            return True
        if self.is_title(a, b) and self.work is None:
            self.role = self.role or self.reading.piece(a, b)
            self.last_kind = "trade"
            return True
        return False

    def _general(self, clause: Clause) -> None:
        a = clause.start
        lead = re.match(r"(?:我|本人|一共|总共|已经|都|一直)+", self.text[a : clause.end])
        self.summary.append((a + (lead.end() if lead else 0), clause.end))
        self._tools(a, clause.end)
        self.last_kind = "general"

    def _loose(self, clause: Clause, position: CellSpan | None, duration: re.Match | None) -> None:
        """Place a clause without a job of its own: a part of the one above, or a general claim."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if self.last_kind == "wish" and clause.sentence == self.wish_sentence:
            return
        entry = self.work
        near = entry is not None and (clause.line - self.work_line <= 1)
        if entry is not None and near and clause.line == self.work_line:
            # Cells of one line: the employer, then the title, then the place.
            if self.is_title(a, b) and "position" not in entry.one:
                verb = re.match(r"(?:做|当|任|担任|干)(?=[\u4e00-\u9fffA-Za-z]{2})", words)
                x = a + (verb.end() if verb else 0)
                entry.put("position", self.reading.piece(x, b))
                return
            if self.is_title(a, b) and entry.one["position"].end + 3 >= a and len(words) <= 8:
                both = self.reading.piece(entry.one["position"].start, b)
                if both is not None:
                    entry.one["position"] = both
                return
            if (
                "name" not in entry.one
                and org_score(self.reading, a, b) >= 0.5
                and len(words) <= 20
                and not ZH_TASK.match(words)
            ):
                entry.put("name", self.reading.piece(a, b))
                return
            branch = re.search(
                r"[\u4e00-\u9fff]{0,4}(?:分店|门店|店|站|站点|校区|厂区|分部|网点)$", words
            )
            places = [f for f in within(self.reading.places, a, b) if f.start == a]
            if branch and places and "name" in entry.one and "location" not in entry.one:
                self.put_location(entry, (a, max(f.end for f in places)))
                return
            stop = re.search(r"[那这](?:边|里|块|头)$", words)
            if self.is_place(a, b - (len(stop[0]) if stop else 0)):
                self.put_location(entry, (a, b - (len(stop[0]) if stop else 0)))
                return
        glued = split_glued(self.reading, a, b)
        if glued and len(words) <= 30 and org_score(self.reading, *glued[0]) >= 0.6:
            entry = self._entry_for(clause, org=glued[0], is_new=False, place=None)
            entry.put("name", self.reading.piece(*glued[0]))
            entry.put("position", self.reading.piece(*glued[1]))
            self.last_kind = "work"
            return
        if org_score(self.reading, a, b) >= 0.85 and len(words) <= 24 and not ZH_TASK.match(words):
            entry = self._entry_for(clause, org=(a, b), is_new=False, place=None)
            entry.put("name", self.reading.piece(a, b))
            self.last_kind = "work"
            return
        if self.is_place(a, b):
            if not self.draft.location:
                self.set_home(a, b)
            return
        general = self.last_kind in ("trade", "general") or entry is None
        if duration and general:
            self._general(clause)
            return
        self._tools(a, b)
        if len(bare(words)) < 4:
            return
        counts = bool(_NUMBERS.search(words)) or bool(ZH_TASK.match(words))
        if entry is not None and not general:
            if counts:
                lead = re.match(r"(?:主要是|主要|就是|还|也|并|且|我)+", words)
                entry.add("highlights", self.reading.piece(a + (lead.end() if lead else 0), b))
                self._join_last(entry)
            elif re.search(r"熟|跑|片区|[那这]片|一带|路线|线路", words):
                self.extend_summary(entry, a, b)
            elif not _OPINION.search(words):
                entry.add("highlights", self.reading.piece(a, b))
            return
        if (
            counts
            or (self.summary and clause.sentence - self._last_summary() <= 1)
            or _OPINION.search(words)
        ):
            if re.search(r"[?？]|吗$|呢$", words):
                return
            self.summary.append((a, b))

    def _last_summary(self) -> int:
        return (
            len(_SENTENCE_STOP.findall(self.text, 0, self.summary[-1][1])) if self.summary else -9
        )

    def _join_last(self, entry: Entry) -> None:
        """Join a highlight to the one before where no stop stood between them (dictated text)."""
        items = entry.many.get("highlights", [])
        if len(items) >= 2:
            one, two = items[-2], items[-1]
            if (
                one.end == two.start
                and two.end - one.start <= 60
                and self.text[two.start : two.start + 2] in ("高峰", "期间")
            ):
                joined = self.reading.piece(one.start, two.end)
                if joined is not None:
                    items[-2:] = [joined]
