"""Words of questions about figures that are never a name, in both languages."""

import re

# English words that are never a name by themselves in such questions.
PLAIN = frozenset(
    """a able about across actually add after all already also am among an and any anyone anything are as ask at average away back be because been before being
    below best better between both break breakdown bring by came can candidate candidates chart check come comes coming company compare compared count counts current
    currently data date day days did do does doing done down during each either else ever every everyone everything everywhere except far few figure figures find first
    folks for from full get gets getting give given go goes going good got group had happen happened has have having he her here hi hello hey him his hour hours how i if in into is it its
    job jobs just keep kind know last late latest least less let like list long look looking lot made make makes many may me mean median month months more most much my name names need
    new no nobody none not now number numbers of off ok on once one ones only open opening or order other our out over overall own people per percent percentage period person please
    plot plus posting postings pull put quarter question quick quickly rate rather rather really recent recently report right role roles same saw say see seeker seekers seen send sent
    separately share show since single so some somebody someone something split staff still stuff sum table take taken taking team tell than thank thanks that the their them then there these they thing things this
    those though through till time times to today together told too top total totals trend tried two under until up us use used user users using very via view want wants was way we week weekly weeks
    well went were what whats when where which while who whole whose why will with within without work worked working would year years yes yet you your versus vs apply
    against instead change changed changes drop only versus around near based located across whichever candidates' months' days' weeks' roughly exactly precisely ever thus far daily
    manage managed manages receive received receiving arrived arrive arriving land landed landing happened bring brought handle handled handled applicants applicant number
    compare respective respectively side sides broken down pick picked run running runs rank ranking ranked highest lowest fewest among anything else kindly could should shall
    figures stats statistics please quickly again maybe perhaps hmm well okay alright great nice mine ours team's company's jobseekers jobseeker visitors visitor live lives living
    hear heard interested interesting notice turn turned turns reach reached leave left kept ended end ends start started starting begin began beginning
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    city cities town country occupation source recruiter language stage scene engine reason hire hires offer offers interview interviews application applications greeting greetings
    speaker speakers speaking spoken evening morning afternoon night noon midnight line bar funnel side column graph sense total combined combine altogether amount volume
    went fared faring doing did happening wondering curious say tell fetch display present graph give grab fetch get chinese english whatever though ad ads advert adverts
    cards card details detail chat chats conversation conversations assistant bot message messages bookmark greeting contact contacts pool pipeline side-by-side""".split()
)
STOP_ZH = re.compile(
    r"请问|麻烦|帮我|帮忙|给我|告诉我|我想知道|我想看|想知道|想看|看一下|看看|看下|查一下|查查|查询|查|统计一下|统计|列出来|列出|列一下|展示|显示|画|拉一下|拉个|拉|导出|到底|究竟|一共|总共|合计|总计|共计|共|累计|加起来|多少|几个|几次|几份|几场|几位|几名|几|个人|人次|人数|次数|数量|数据|总数|总量|情况|怎么样|怎样|如何|分别|各自|各|每|我们|咱们|咱|公司|人家|大家|他们|她们|他|她|它|你|我|的话|的|了|过|吗|呢|吧|啊|呀|哦|嘛|么|是不是|是|有没有|有|没|在|于|里面|里头|里|中|内|上|下|从|到|自|由|对|对于|关于|和|与|跟|同|及|以及|或者|或|还是|而|但|且|并|也|都|就|才|又|再|还|只|仅|仅仅|光|单|单独|全部|所有|全|整体|整个|总体|按|按照|根据|依|用|以|把|将|被|让|给|向|往|为|因为|所以|如果|这些|那些|这个|那个|这|那|哪|什么|谁|怎么|多|少|高|低|大|小|好|差|快|慢|最|更|很|太|比较|比|较|相比|对比|来|去|出|入|起|开|得|地|着|能|会|可以|可|要|想|需要|收到|收|拿到|得到|新|旧|同期|期间|时候|时间|时|期|段|岗位|职位|岗|职|招聘|工作|人员|人|份|条|次|场|位|名|个|家|天|周|月|年|日|号|季度|星期|点|城市|渠道|来源|专员|候选人|求职者|用户|客户端|手上|手里|名下|负责|那边|这边|方面|部分|之间|之后|之前|以后|以前|以来|以内|之内|以外|之外|除外|其他|其它|别的|另外|换成|换|改成|改|变成|那么|然后|接着|现在|目前|当前|如今|最近|近期|近|一下|一个|一些|一|二|两|三|四|五|六|七|八|九|十|不|别|不要|图|表|拆|拆开|分开|分|看|说|问|算|做|弄|搞|发|投|点|找|聊|写|推|进|走|变化|趋势|走势|哪里|哪儿|谢谢|差多少|差|同比|环比|排|名单|先|后|前|第|当|该|本|嗯|额|好的|好|请|行|呗|哈|具体|详细|每个|只看|只要|的人|卡|卡片|面|边|加|减|和|者|达|率|量|数|值|百分比|平均|中位|时长|小时|步|阶段|环节|状态|处于|停|完成|总|其中|当中|属于|来自|通过|针对|范围|限|限定|仅看|看的|这里|那里|页|信息"
)
# Words of such questions that are no names, as the segmenter cuts them.
PLAIN_ZH = frozenset(
    """上线 下线 入库 走势 上架 下架 条数 之间 晚上 早上 上午 下午 中午 傍晚 夜里 凌晨 卡片 以外 新增 手下 几回 地方 去掉 除了 除去 除开 除 外 之外 含 留 导 掉 之 片 汇报 瞧瞧 瞅瞅 报告 劳驾 老板 领导 开会 周报 月报 日报 年报 参考 了解 关注 分析
    梳理 汇总 整理 评估 复盘 回顾 盘点 快速 简单 直接 马上 立刻 尽快 顺便 依然 仍然 曾经 已经 刚刚 真正 真的 确实 大概 大约 左右 差不多 几乎 主要 重点 尤其 特别 格外
    非常 相当 十分 明显 高峰 低谷 高峰期 冷清 热闹 变动 波动 起伏 上涨 下降 下滑 上升 增长 减少 增加 增幅 涨幅 跌幅 表现 效果 概况 现状 状况 结果 成果 业绩 成绩 水平
    部门 团队 伙伴 小伙伴 企业 单位 员工 职员 工人 人才 群体 人群 手机 系统 平台 后台 页面 网页 数目 个数 有多 多大 占 占了 起来 下来 出来 过来 上来 进来 分布 构成
    组成 结构 明细 清单 概览 图表 图形 曲线 走向 月初 月底 月末 年初 年底 周初 周中 其间 全天 整天 白天 下班 上班 不同 相同 一样 两边 双方 三者 两者 这几个 那几个 几种 哪种
    各种 种 类 样 意思 问题 事情 东西 感觉 觉得 认为 知道 听说 记得 忘了 关心 好奇 对吧 是吧 对 麻烦您 您 贵司 咱家 自家 本公司 本店 本院 本校 国内 海外 全球 全国 本地 当地
    排行 靠前 靠后 领先 落后 先后 前后 上下 左 右 累积 逐月 逐日 逐周 连续 持续 陆续 分批 挨个 逐一 一遍 一共有 每一个 回头 统统 通通 全都 都是 就是 也是 只是 还有 再来 改看 换看 改为 变为 切换 切到
    保持 不变 照旧 同样 类似 继续 补充 追加 去除 删掉 筛选 过滤 限制 条件 口径 维度 粒度 单位是 画面 视图 形式 方式 样式 格式 呈现 体现 反映 说明 解释 给出 拿出 打出 列个 做个 弄个 出个 搞个
    招人 用人 求才 找人 求职 求职者们 大伙 大伙儿 他俩 她俩 俩 俩人 仨 几乎没有 有点 有些 某 某个 某些 若干 一点 一点儿 稍微 略 超 挺 蛮 颇 极 尽量 务必 记录 数字 统计数据 合并 拆分 细分 对照 相较 对应 相应 同一 那段 这段 这阵 这阵子 那阵子 阵子 头 尾 端 侧 处 间
    成功 顺利 高不高 多不多 少不少 快不快 行不行 好不好 怎么 咋样 如何 几乎 是否 能否 可否 厂里 店里 院里 校里 园里 所里 单位里 部门里 门店里 车间里 公司里 本厂 厂子 厂区 整个店 店铺 车间""".split()
)
