"""Places of both languages: what is one, what only looks like one, and how they nest."""

import pytest

from jobassist.language.places import (
    display_name,
    distance_km,
    find_places,
    get_place,
    is_same_or_within,
    nearby,
    parse_location,
    same_city,
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("想去宁波做外贸跟单", ["cn/浙江/宁波"]),
        ("合肥蜀山区有没有招保洁的", ["cn/安徽/合肥/蜀山"]),
        ("坐标无锡,找车间活", ["cn/江苏/无锡"]),
        ("福州或者厦门", ["cn/福建/福州", "cn/福建/厦门"]),
        ("人在东莞虎门,会开叉车", ["cn/广东/东莞"]),
        ("昆山电子厂", ["cn/江苏/苏州/昆山"]),
        ("苏州昆山那边", ["cn/江苏/苏州/昆山"]),
        ("义乌直播运营", ["cn/浙江/金华/义乌"]),
        ("天河区和番禺都可以", ["cn/广东/广州/天河", "cn/广东/广州/番禺"]),
        ("浙江省杭州市余杭区", ["cn/浙江/杭州/余杭"]),
        ("广东深圳南山科技园", ["cn/广东/深圳/南山"]),
        ("江苏的都行", ["cn/江苏"]),
        ("吉林长春", ["cn/吉林/长春"]),
        ("去北京朝阳上班", ["cn/北京/北京/朝阳"]),
        ("辽宁朝阳", ["cn/辽宁/朝阳"]),
        ("不要上海,要南京", ["cn/上海/上海", "cn/江苏/南京"]),
        ("魔都前端", ["cn/上海/上海"]),
        ("臺北的工作", ["tw/04/Taipei"]),
        ("香港或者澳门", ["hk/HK/Hong Kong", "mo/MO/Macau"]),
        ("新加坡保姆", ["sg/SG/Singapore"]),
        ("伦敦的中餐厨师", ["gb/ENG/London"]),
        ("曼彻斯特附近", ["gb/ENG/Manchester"]),
        ("想去日本东京做IT", ["jp/40/Tokyo"]),
        ("纽约华人超市收银", ["us/NY/New York City"]),
        ("加州的公司", ["us/CA"]),
        ("我在西安未央,莲湖也可以", ["cn/陕西/西安/未央", "cn/陕西/西安/莲湖"]),
        ("江浙沪都可以", ["cn/上海/上海", "cn/江苏", "cn/浙江"]),
        ("乌鲁木齐司机", ["cn/新疆/乌鲁木齐"]),
        ("呼和浩特的护士", ["cn/内蒙古/呼和浩特"]),
        ("开封的厂", ["cn/河南/开封"]),
        ("在日照找个文员", ["cn/山东/日照"]),
        ("换成佛山吧", ["cn/广东/佛山"]),
        ("成都高新区", ["cn/四川/成都/高新区"]),
        ("苏州工业园区的质检", ["cn/江苏/苏州/工业园"]),
        ("jobs in Bristol", ["gb/ENG/Bristol"]),
        ("nurse glasgow nights", ["gb/SCT/Glasgow"]),
        ("Belfast or Derry", ["gb/NIR/Belfast", "gb/NIR/Derry"]),
        ("anything in Reading?", ["gb/ENG/Reading"]),
        ("Bath, UK", ["gb/ENG/Bath"]),
        ("relocating to Mobile, AL", ["us/AL/Mobile"]),
        ("work near Nice, France", ["fr/93/Nice"]),
        ("Portland, Maine", ["us/ME/Portland"]),
        ("Portland OR", ["us/OR/Portland"]),
        ("Springfield, IL", ["us/IL/Springfield"]),
        ("Cambridge, MA please", ["us/MA/Cambridge"]),
        ("cambridge lab technician", ["gb/ENG/Cambridge"]),
        ("Vancouver, WA", ["us/WA/Vancouver"]),
        ("Sydney, Australia", ["au/02/Sydney"]),
        ("London, Ontario", ["ca/08/London"]),
        ("青岛港的理货员", ["cn/山东/青岛"]),
        ("在天津站附近", ["cn/天津/天津"]),
        ("Bury not Bolton", ["gb/ENG/Bury", "gb/ENG/Bolton"]),
        ("roles in Galway and Limerick", ["ie/C/Galway", "ie/M/Limerick"]),
        ("I live in Leigh, near Wigan", ["gb/ENG/Leigh", "gb/ENG/Wigan"]),
        ("based in Texas", ["us/TX"]),
        ("anywhere in Scotland", ["gb/SCT"]),
        ("remote in the UK", ["gb"]),
        ("US only", ["us"]),
        ("NYC or DC", ["us/NY/New York City", "us/DC/Washington"]),
        ("san francisco bay area", ["us/~San Francisco Bay Area"]),
        ("Washington DC policy jobs", ["us/DC/Washington"]),
        ("St. Louis warehouse", ["us/MO/St. Louis"]),
        ("saint paul", ["us/MN/Saint Paul"]),
        ("Stoke-on-Trent", ["gb/ENG/Stoke-on-Trent"]),
        ("munich or zürich", ["de/02/Munich", "ch/ZH/Zürich"]),
        ("warehouse work, West Yorkshire", ["gb/~Yorkshire"]),
        ("Shanghai or Hangzhou, Java", ["cn/上海/上海", "cn/浙江/杭州"]),
        ("Looking for a teaching job in 上海", ["cn/上海/上海"]),
        ("jobs in hull", ["gb/ENG/Kingston upon Hull"]),
        ("Milton Keynes or Luton", ["gb/ENG/Milton Keynes", "gb/ENG/Luton"]),
        ("kuala lumpur", ["my/14/Kuala Lumpur"]),
        ("toronto, $22 an hour", ["ca/08/Toronto"]),
    ],
)
def test_place_is_found(text: str, keys: list[str]) -> None:
    found = find_places(text)
    assert [f.value.key for f in found] == keys
    assert all(text[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "interested in reading and writing",
        "mobile developer",
        "a nice team",
        "most of the time",
        "I had a bath",
        "my name is Charlotte",
        "I'm Austin",
        "can you help us",
        "or maybe in sales",
        "University of Kent graduate",
        "react me up",
        "the best mine",
        "call centre work",
        "date of birth",
        "来宾接待工作",
        "开封菜",
        "每天日照时间长",
        "东方不亮西方亮",
        "武汉大学毕业",
        "西安邮电毕业",
        "兰州拉面店",
        "会说上海话",
        "四川人",
        "新城大道",
        "平安到家就好",
        "长治久安",
        "工资高新人也要",
        "seun@leeds.com",
        "spring boot and data",
        "split shifts",
        "I like golf",
    ],
)
def test_ordinary_word_is_no_place(text: str) -> None:
    assert [f.text for f in find_places(text)] == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("上海·浦东新区", ["cn/上海/上海/浦东"]),
        ("深圳-南山区", ["cn/广东/深圳/南山"]),
        ("深圳-龙华新区", ["cn/广东/深圳/龙华"]),
        ("成都-高新区", ["cn/四川/成都/高新区"]),
        ("广州番禺", ["cn/广东/广州/番禺"]),
        ("恩施州", ["cn/湖北/恩施"]),
        ("东莞·长安镇", ["cn/广东/东莞/长安镇"]),
        ("北京市朝阳区", ["cn/北京/北京/朝阳"]),
        ("长春-朝阳区", ["cn/吉林/长春/朝阳"]),
        ("江苏省苏州市昆山市", ["cn/江苏/苏州/昆山"]),
        ("上海、北京、深圳", ["cn/上海/上海", "cn/北京/北京", "cn/广东/深圳"]),
        ("广州/深圳", ["cn/广东/广州", "cn/广东/深圳"]),
        ("Austin, TX, United States", ["us/TX/Austin"]),
        ("London, England, United Kingdom", ["gb/ENG/London"]),
        ("New York, New York, United States", ["us/NY/New York City"]),
        ("NY, NY, US", ["us/NY/New York City"]),
        ("ON, Toronto", ["ca/08/Toronto"]),
        ("QC, Montréal", ["ca/10/Montréal"]),
        ("Bengaluru, Karnataka, India", ["in/19/Bengaluru"]),
        ("München, Germany", ["de/02/Munich"]),
        ("Dublin, Ireland", ["ie/L/Dublin"]),
        ("Dublin, OH", ["us/OH/Dublin"]),
        ("CA, US", ["us/CA"]),
        ("US", ["us"]),
        ("Newark, NJ", ["us/NJ/Newark"]),
        ("San Francisco, CA or Seattle, WA", ["us/CA/San Francisco", "us/WA/Seattle"]),
        ("Hong Kong, Hong Kong SAR", ["hk/HK/Hong Kong"]),
        ("Berlin, Berlin, Germany", ["de/16/Berlin"]),
        ("São Paulo, Brazil", ["br/27/São Paulo"]),
        ("Shanghai, China", ["cn/上海/上海"]),
        ("Chengdu, CN", ["cn/四川/成都"]),
    ],
)
def test_location_field(text: str, keys: list[str]) -> None:
    location = parse_location(text)
    assert [p.key for p in location.places] == keys
    assert location.unknown == ()


def test_a_count_is_no_place() -> None:
    assert find_places("每天三次") == []


def test_remote_and_anywhere_are_flags_not_places() -> None:
    assert parse_location("Remote - US").is_remote
    assert [p.key for p in parse_location("Remote - US").places] == ["us"]
    assert parse_location("全国").is_anywhere
    assert parse_location("居家办公").is_remote
    assert parse_location("Hybrid, London").is_hybrid


def test_unknown_place_is_kept_as_written() -> None:
    location = parse_location("Qwertyville Business Park")
    assert location.places == ()
    assert location.unknown == ("Qwertyville Business Park",)


def place(key: str):
    found = get_place(key)
    assert found is not None
    return found


def test_district_lies_in_city_in_province_in_country() -> None:
    nanshan, shenzhen = place("cn/广东/深圳/南山"), place("cn/广东/深圳")
    assert is_same_or_within(nanshan, shenzhen)
    assert is_same_or_within(nanshan, place("cn/广东"))
    assert is_same_or_within(nanshan, place("cn"))
    assert not is_same_or_within(shenzhen, nanshan)
    assert not is_same_or_within(place("cn/广东/广州"), shenzhen)
    assert is_same_or_within(place("gb/ENG/Leeds"), place("gb/~Yorkshire"))


def test_free_zone_is_of_its_city() -> None:
    zone = parse_location("成都-高新区").places[0]
    assert same_city(zone, place("cn/四川/成都"))
    assert get_place(zone.key) == zone


def test_county_level_city_is_its_own_and_its_prefectures() -> None:
    kunshan, suzhou = place("cn/江苏/苏州/昆山"), place("cn/江苏/苏州")
    assert kunshan.city == "昆山"
    assert same_city(kunshan, suzhou)
    assert not same_city(kunshan, place("cn/江苏/无锡"))


def test_names_in_the_persons_language() -> None:
    assert display_name(place("cn/上海/上海"), "en") == "Shanghai"
    assert display_name(place("gb/ENG/Leeds"), "zh") == "利兹"
    assert display_name(place("us/TX/Austin"), "zh") == "奥斯汀"
    assert display_name(place("cn/广东/深圳/南山"), "zh") == "深圳南山"
    assert display_name(place("cn/广东/深圳/南山"), "en") == "Nanshan, Shenzhen"
    assert display_name(place("gb/ENG/Leeds"), "en", with_country=True) == "Leeds, United Kingdom"


def test_distance_and_neighbours() -> None:
    leeds, bradford = place("gb/ENG/Leeds"), place("gb/ENG/Bradford")
    apart = distance_km(leeds, bradford)
    assert apart is not None
    assert 10 < apart < 20
    assert bradford.key in [p.key for p in nearby(leeds, within_km=25, limit=20)]
    assert "cn/广东/东莞" in [p.key for p in nearby(place("cn/广东/深圳"), within_km=80, limit=40)]


def test_country_settles_a_shared_name() -> None:
    assert find_places("Halifax", country="GB")[0].value.key == "gb/ENG/Halifax"
    assert find_places("Halifax", country="CA")[0].value.key == "ca/07/Halifax"
    assert parse_location("Newcastle", country="AU").places[0].key == "au/02/Newcastle"


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("Portland Maine", "us/ME/Portland"),
        ("Fort Worth Texas", "us/TX/Fort Worth"),
        ("Santa Fe New Mexico", "us/NM/Santa Fe"),
        ("London Ontario Canada", "ca/08/London"),
        ("San Francisco California USA", "us/CA/San Francisco"),
        ("Dallas TX", "us/TX/Dallas"),
        ("New York", "us/NY/New York City"),
    ],
)
def test_city_and_its_state_in_full_without_a_comma(field: str, key: str):
    assert [p.key for p in parse_location(field).places] == [key]


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("make it Inverness", ["Inverness"]),
        ("actually make it kilmarnock please", ["Kilmarnock"]),
        ("Carlisle instead", ["Carlisle"]),
        ("what about Ballymena?", ["Ballymena"]),
        ("try something else", []),
        ("make it permanent", []),
    ],
)
def test_a_small_town_that_is_ordered_is_one(text: str, cities: list[str]):
    assert [each.value.city for each in find_places(text)] == cities
