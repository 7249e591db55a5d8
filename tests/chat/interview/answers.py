"""Invented answers to interview questions, by how good they are: good > vague > off topic.

Of each group: what the question is about (the question, the demand behind it, the title), and
answers of three grades in one language or the other.
"""

from typing import NamedTuple


class Group(NamedTuple):
    about: tuple[str, ...]
    good: tuple[str, ...]
    vague: tuple[str, ...]
    off: tuple[str, ...]


GROUPS: dict[str, Group] = {
    "sql": Group(
        ("Tell me about a time when you used this: “Two years with SQL”. What did you do, and what came of it?", "Two years with SQL", "Data Analyst"),
        (
            "At my last company the weekly sales report took two days because people copied rows by hand. I wrote a set of SQL queries with window functions, checked the totals against the ledger, and scheduled them. The report now takes ten minutes and the finance team stopped finding errors.",
            "In 2023 our dashboards were timing out every Monday. I looked at the query plans, added two indexes and rewrote a join across 40 million rows as a materialised view. Load time fell from 90 seconds to 4, and support tickets about it stopped.",
            "我在上一家公司负责订单数据。当时报表每天要跑三个小时，我把SQL里的嵌套子查询拆成了两张中间表，又加了索引，最后缩短到15分钟，业务部门每天九点就能看到数据。",
        ),
        (
            "I am very good at SQL and I really like working with data. I learn fast and I am a team player.",
            "I have used SQL quite a lot over the years, for reports and things like that.",
            "我比较熟悉SQL，平时工作中经常用到，学习能力也比较强。",
        ),
        (
            "My favourite season is autumn because the leaves are beautiful and I take my dog to the forest every Sunday morning.",
            "昨天我和朋友去吃了火锅，味道特别好，下次还想再去那家店。",
        ),
    ),
    "nurse": Group(
        ("Tell me about a time you had to calm an upset patient or relative.", "calm, kind communication with patients and families", "Staff Nurse"),
        (
            "Last winter a patient's daughter shouted at our ward sister because her mother had waited six hours for a bed. I took her to a quiet room, listened for ten minutes, explained the delay and promised to update her every half hour. I kept to that, the bed came at nine, and she thanked me and withdrew her complaint.",
            "On a night shift a man with dementia kept pulling out his drip and hitting out. I sat with him, turned the lights down, asked his wife what music he liked and played it on my phone. He calmed within twenty minutes, we needed no sedation, and I wrote it into his care plan so the next shift could do the same.",
            "去年冬天夜班，一位病人家属因为等床位等了五个小时，在护士站大吵。我先把他请到休息室，听他说完，解释了原因，然后每半小时去告诉他进展。最后两个小时后安排上了床位，他还专门写了表扬信。",
        ),
        (
            "I always stay calm and I am kind to patients. Communication is very important to me.",
            "遇到家属生气的时候我一般会好好沟通，有耐心，态度很重要。",
        ),
        (
            "I think football is the best sport and my team won the cup three times in ten years.",
            "我觉得房价还会涨，所以打算明年在老家买一套两居室。",
        ),
    ),
    "warehouse": Group(
        ("说说你在分拣或搬运工作里遇到过的最忙的一次，你怎么做的？", "按单拣货、打包、装车，能吃苦", "仓库分拣员"),
        (
            "前年双十一我在东莞一个仓库做分拣，那天来了八千多单，人手只有六个。我提出把货架按出货量重新分区，常拣的放在打包台旁边，又带两个新来的一起扫码核对。最后晚上十一点就全部装完车，错发只有三单。",
            "去年夏天我在冷库装车，有一次叉车坏了，四十吨货等着发。我马上联系班长借了两台手动液压车，把货按路线分成三堆，我们五个人轮流搬，三个小时装完了，车准时出发，一件没坏。",
            "In my last job at a parcel depot we had 9,000 orders on Black Friday and four people off sick. I moved the fast sellers next to the packing bench, paired each new starter with an experienced picker, and checked every tenth box myself. We cleared the belt by midnight with only five wrong parcels.",
        ),
        (
            "我能吃苦，干活比较快，加班也没问题，领导都说我认真负责。",
            "忙的时候就多干一点，大家一起努力，慢慢就做完了。",
        ),
        (
            "我最喜欢看电影，周末一般在家打游戏，有时候也去钓鱼。",
            "The weather in my town is nice in spring and my sister bakes wonderful cakes for birthdays.",
        ),
    ),
    "teacher": Group(
        ("这个岗位要求“持有教师资格证，能和家长沟通”。请举一个你和家长沟通的例子。", "课后和家长沟通", "小学英语老师"),
        (
            "去年我带三年级，有个孩子连续两周不交作业，妈妈在群里质问我。我当天打电话约她面谈，先给她看孩子的课堂记录，再一起定了每晚十五分钟的计划，我每周发一次进展。一个月后孩子作业全交了，期末英语从62分提高到85分。",
            "实习的时候，一位家长觉得口语课没用，要退费。我请她来听了一节课，课后把孩子入学和现在的录音放给她听，解释了每个阶段的目标。她听完没有退，还续了一年，又介绍了两个朋友来。",
        ),
        (
            "我和家长沟通得挺好的，会耐心听他们的想法，大家都比较满意。",
            "沟通很重要，我觉得要多站在家长的角度想问题。",
        ),
        ("我家养了两只猫，一只叫小白，一只叫小黑，它们每天早上叫我起床。",),
    ),
    "support": Group(
        ("Tell me about a mistake you made at work. What did you do about it?", "owning mistakes and putting them right", "Customer Support Agent"),
        (
            "In my first month I sent a refund of £400 to the wrong customer. I noticed it an hour later, told my team lead straight away, phoned the customer and arranged for the money to come back. After that I wrote a two-step check for refunds which the whole team still uses, and we have had no wrong payment since.",
            "When I worked for a phone shop I promised a customer delivery on Friday without checking the stock. I called her on Thursday, apologised, found the handset in our other branch and took it to her on my way home. She stayed with us and left a five-star review; I learned to check before I promise.",
        ),
        (
            "Everybody makes mistakes. I try to learn from mine and I always do better next time.",
            "I would tell my manager and then I would fix the mistake as quickly as I can.",
        ),
        ("The capital of Peru is Lima and it has a long coast with cold water all year round.",),
    ),
    "chef": Group(
        ("Tell me about the busiest service you have worked. How did you get through it?", "able to run a section in a busy kitchen", "Chef de Partie"),
        (
            "On New Year's Eve our grill chef walked out with 120 covers booked. I split his section with the commis, wrote the tickets on tape in front of each pan, and called times out loud every five minutes. We sent the last main at half past ten, only two plates came back, and the head chef moved me up to his section in January.",
        ),
        ("I work well under pressure and I love a busy kitchen, it is where I am at my best.",),
        ("I would like to know about your holidays and whether there is parking for my car.",),
    ),
    "java": Group(
        ("岗位要求“三年以上Java开发经验，熟悉Spring Cloud”。请讲一个你用它解决问题的例子。", "三年以上Java开发经验，熟悉Spring Cloud、MySQL", "Java开发工程师"),
        (
            "我在物流公司负责调度系统。去年大促时订单接口经常超时，我用链路追踪发现是库存服务的慢SQL，就加了联合索引，把查询拆到从库，又在Spring Cloud网关做了限流。上线后接口平均耗时从2秒降到180毫秒，双十一全天没有再出故障。",
            "之前项目是单体应用，发版一次要停机半小时。我主导把支付模块拆成Spring Cloud微服务，写了灰度发布脚本，带两个同事做了三轮压测。最后发版不用停机，故障恢复时间从40分钟缩短到5分钟。",
            "Two years ago our order service in Spring Boot kept failing at peak. I profiled it, found a connection leak in a MySQL pool, fixed it and added circuit breakers with Spring Cloud. Errors dropped from 3% to almost zero and we got through the next sale without a page.",
        ),
        (
            "我做Java开发好几年了，Spring Cloud也比较熟悉，增删改查都没问题。",
            "我对技术很有热情，喜欢研究新框架，抗压能力强。",
        ),
        ("我老家在山东，那边的苹果和大樱桃特别有名，每年都有很多游客来玩。",),
    ),
    "driver": Group(
        ("Tell me about a time when a delivery went wrong. What did you do?", "deliver parcels on time, deal with customers", "Delivery Driver"),
        (
            "Last March the A14 was shut and I had 63 parcels left. I phoned the depot, swapped the order of my drops so the chemists came first, and texted the people who would be late. I finished forty minutes after plan with two left over, and nobody complained.",
        ),
        ("If a delivery goes wrong I try my best to sort it out, I am a flexible person.",),
        ("Guitars sound better when the strings are new, and my band plays jazz on Fridays in a pub.",),
    ),
}  # fmt: skip

QUESTION = GROUPS["sql"].about[0]
POSTING = (
    "Build weekly dashboards for dispatch. Clean carrier data with SQL and Python. Bachelor's degree in a quantitative field. "
    "Two years with SQL. Tableau or Power BI. You will work with five planners and report to the head of operations in Austin."
)
HINT = "Say where you were, what you did yourself, and what came of it: a figure helps."
# Never an answer to the question about SQL, whatever is done with it.
TRICKS: dict[str, str] = {
    "empty": "",
    "one word": "SQL",
    "yes": "yes I have",
    "zh one word": "会",
    "keys": "asdf jkl qwer asdf lkjh poiu zxcv mnbv asdfgh qwerty hjkl",
    "one word over and over": "SQL " * 80,
    "zh over and over": "哈哈" * 60,
    "scattered": "的了是在有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可",
    "question copied": QUESTION,
    "posting copied": POSTING,
    "posting twice": POSTING + " " + POSTING,
    "hint copied": HINT + " " + HINT,
    "buzzwords": "SQL SQL database query table index join select data analyst report dashboard Tableau Power BI Python numbers 100% 200% 50 tables",
    "off topic with figures": "In 2019 I ran 3 marathons and I baked 40 cakes for my sister's wedding; as a result 120 guests were happy and we saved £300.",
}  # fmt: skip
