import pytest

from zhike.clean.choices import _WRITTEN
from zhike.collect.entities import CHOICES

STATUSES = {
    **dict.fromkeys(("paid", "PAID", "已付款", "已支付", "待发货", "买家已付款,等待卖家发货", "processing"), "paid"),
    **dict.fromkeys(("待付款", "未付款", "等待买家付款", "Pending", "awaiting payment", "unpaid"), "pending"),
    **dict.fromkeys(("已发货", "卖家已发货，等待买家确认", "in transit", "Dispatched"), "shipped"),
    **dict.fromkeys(("已完成", "交易成功", "已签收", "complete", "Delivered"), "completed"),
    **dict.fromkeys(("已取消", "交易关闭", "Canceled", "cancelled", "void", "C"), "cancelled"),
    **dict.fromkeys(("退款", "已退款", "Refunded", "chargeback"), "refunded"),
    **dict.fromkeys(("退货", "已退货", "退货退款", "return"), "returned"),
}


def test_order_states_are_read_in_the_words_of_shops_and_platforms(read):
    assert {text: value for text, (value, *_) in read(STATUSES, field="status", entity="orders").items()} == STATUSES


def test_an_unknown_state_quarantines_a_strict_row_and_empties_another(read):
    assert read(["weird"], field="status", entity="orders")["weird"] == (None, "invalid", "unknown_choice")
    assert read(["weird"], field="kind")["weird"] == (None, "invalid", None)


@pytest.mark.parametrize(
    ("entity", "field", "text", "value"),
    [
        ("customers", "kind", "企业", "company"),
        ("customers", "kind", "个人", "person"),
        ("feedback", "kind", "NPS", "nps"),
        ("feedback", "kind", "满意度", "csat"),
        ("feedback", "kind", "投诉", "complaint"),
        ("interactions", "kind", "企业微信", "chat"),
        ("interactions", "kind", "工单", "ticket"),
        ("interactions", "kind", "Phone call", "call"),
        ("consents", "state", "已同意", "granted"),
        ("consents", "state", "opt-out", "denied"),
        ("consents", "state", "退订", "withdrawn"),
    ],
)
def test_choices_of_other_entities_are_read(read, entity, field, text, value):
    assert read([text], field=field, entity=entity)[text][0] == value


def test_every_value_of_every_choice_has_spellings_in_both_languages():
    for choice, values in CHOICES.items():
        for value in values:
            written = _WRITTEN[choice][value]
            assert not written.isascii(), (choice, value)
            assert any(word.isascii() for word in written.split()), (choice, value)


def test_no_spelling_stands_for_two_values():
    for choice, values in _WRITTEN.items():
        words = [word for written in values.values() for word in written.split()]
        assert len(words) == len(set(words)), choice
