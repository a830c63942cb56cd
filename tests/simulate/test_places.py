import numpy as np

from zhike.simulate.places import SHOPS, places


def test_every_place_has_a_province_and_a_city():
    where = places()
    assert len(where.code) > 2_800
    assert all(where.province)
    assert all(where.city)
    assert np.all(where.weight > 0)


def test_a_district_lies_in_its_city():
    where = places()
    i = where.code.index("330106")
    assert (where.province[i], where.city[i], where.district[i]) == ("浙江省", "杭州市", "西湖区")


def test_a_municipality_is_its_own_city():
    where = places()
    i = where.code.index("310104")
    assert (where.province[i], where.city[i]) == ("上海市", "上海市")


def test_cities_without_districts_are_there():
    where = places()
    alone = {city for city, district in zip(where.city, where.district, strict=True) if not district}
    assert alone == {"东莞市", "中山市", "儋州市", "嘉峪关市"}


def test_counties_under_a_province_stand_for_their_city():
    where = places()
    i = where.code.index("469021")
    assert (where.city[i], where.district[i]) == ("定安县", "定安县")


def test_the_shop_of_a_province_is_its_own():
    where = places()
    assert list(SHOPS.values())[where.shop[where.code.index("110105")]] == "北京朝阳店"
