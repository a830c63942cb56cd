"""The files that a visitor brings, and the way they take through the import wizard."""

from playwright.sync_api import expect

MEMBERS, NO_NUMBER, ORDERS = 40, 2, 200


def members():
    """Return 40 members as a till writes them, in GBK; the last two came without their number."""
    rows = [
        f"{f'M{n:03}' if n <= MEMBERS - NO_NUMBER else ''},{_name(n)},13800{n:06},8{n:05},{'女男'[n % 2]},2024-11-{n % 28 + 1:02}"
        for n in range(1, MEMBERS + 1)
    ]
    return "\n".join(["客户编号,姓名,手机号,会员卡号,性别,注册时间", *rows, ""]).encode("gbk")


def orders(count=ORDERS):
    """Return orders of six months, most of them of ten members; the eighth has a day that never was."""
    rows = [
        f"D{n:06},M{_buyer(n):03},2025-{n * 6 // count + 1:02}-{n % 28 + 1:02} 10:00:00,{20 + 7 * (n % 31)}.50"
        for n in range(count)
    ]
    rows[7] = rows[7].replace("2025-01-08", "2025-02-30")
    return "\n".join(["订单号,客户编号,下单时间,实付金额", *rows, ""]).encode("gbk")


def bring(visitor, content, name, *, source):
    """Bring a file in from the page where one is chosen, and say where it comes from."""
    page = visitor.page
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.wait_for_url(r"**/data/imports/new/*")
    known = page.locator(f"#source option[value={source}]")
    if known.count() == 0:
        page.fill("#new-source", source)
    elif page.input_value("#source") != source:
        with page.expect_navigation():  # the columns are guessed anew
            page.select_option("#source", source)


def check(page):
    """Have the whole file checked, and wait until the page says what an import would do."""
    page.click(".wizard-actions button[type=submit]")
    expect(page.locator(".outcome-list")).to_be_visible(timeout=20_000)


def import_it(page):
    """Import what was checked, and wait for the page of the import, to which the progress leads by itself."""
    page.click(".wizard-actions button[type=submit]")
    page.wait_for_url(lambda url: url.rpartition("/")[2].isdigit(), timeout=20_000)


def outcomes(page):
    """Return what became of the rows, as the page counts them."""
    names = ("created", "updated", "unchanged", "duplicate", "quarantined")
    counted = (text.split()[0].replace(",", "") for text in page.locator(".outcome-list dd").all_text_contents())
    return {name: int(count) for name, count in zip(names, counted, strict=True) if int(count)}


def _name(n):
    return f"{'王李张刘陈杨赵黄'[n % 8]}{'芳伟娜敏静丽强磊'[n // 8 % 8]}{'一二三四五六七八'[n % 8]}"


def _buyer(n):
    return n % 10 + 1 if n % 3 else n % 30 + 1
