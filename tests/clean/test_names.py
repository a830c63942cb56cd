import pytest

CASES = {
    "王芳": ("王芳", None),
    "欧阳修": ("欧阳修", None),
    " 王芳 ": ("王芳", "trimmed"),
    "王 芳": ("王芳", "spaces"),
    "王　芳": ("王芳", "spaces"),
    "王芳先生": ("王芳", "honorific"),
    "李丽女士": ("李丽", "honorific"),
    "张小姐": ("张", "honorific"),
    "先生": ("先生", None),
    "陈静（老客户）": ("陈静", "remark"),
    "陈静女士（VIP）": ("陈静", "honorific"),
    ", Ana": (", Ana", None),
    "陈静[VIP]": ("陈静", "remark"),
    "约翰·史密斯": ("约翰·史密斯", None),
    "约翰•史密斯": ("约翰·史密斯", "spaces"),
    "John Smith": ("John Smith", None),
    "JOHN SMITH": ("JOHN SMITH", None),
    "john smith": ("john smith", None),
    "John  Smith": ("John Smith", "spaces"),
    "Mr. John Smith": ("John Smith", "honorific"),
    "Mrs Ana Lima": ("Ana Lima", "honorific"),
    "Prof. Dr. Eva Braun": ("Eva Braun", "honorific"),
    "Smith, John": ("John Smith", "reordered"),
    "Acme Trading, Ltd": ("Acme Trading, Ltd", None),
    "Ludwig van Beethoven": ("Ludwig van Beethoven", None),
    "O'Brien": ("O'Brien", None),
    "Ｊｏｈｎ Ｓｍｉｔｈ": ("John Smith", "full_width"),
    "Wang\u200bFang": ("WangFang", "control_characters"),
    "Drew Miller": ("Drew Miller", None),
    "Mira Costa": ("Mira Costa", None),
    "13812345678": (None, "invalid"),
    "**": (None, "invalid"),
    "未知": (None, "sentinel"),
    "匿名": (None, "sentinel"),
    "": (None, None),
}

SPLITS = {
    "王芳": ("王", "芳"),
    "王小芳": ("王", "小芳"),
    "欧阳修": ("欧阳", "修"),
    "司马相如": ("司马", "相如"),
    "上官": ("上", "官"),
    "王先生": ("王", None),
    "小明": (None, None),
    "深圳百货公司": (None, None),
    "便民店": (None, None),
    "约翰·史密斯": ("史密斯", "约翰"),
    "John Smith": ("Smith", "John"),
    "John Peter Smith": ("Smith", "John Peter"),
    "Ludwig van Beethoven": ("van Beethoven", "Ludwig"),
    "Oscar de la Renta": ("de la Renta", "Oscar"),
    "Smith, John": ("Smith", "John"),
    "Madonna": (None, "Madonna"),
    "José Álvarez": ("Álvarez", "José"),
    "": (None, None),
}


def test_names_lose_titles_and_blanks_and_keep_their_case(read):
    found = read(CASES, field="name")
    assert {text: (value, repair) for text, (value, repair, _) in found.items()} == CASES


def test_family_and_given_name_are_told_apart(clean):
    found = clean("customers", [{"name": name} for name in SPLITS])
    assert {
        name: (row.get("family_name"), row.get("given_name")) for name, row in zip(SPLITS, found, strict=True)
    } == SPLITS


@pytest.mark.parametrize("given", ["", "Ann"])
def test_a_file_with_its_own_given_names_is_left_alone(clean, given):
    (row,) = clean("customers", [{"name": "王芳", "given_name": given}])
    assert (row.get("family_name"), row.get("given_name")) == (None, given or None)
