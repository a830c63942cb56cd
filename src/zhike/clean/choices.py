"""Choices: order status, kinds of feedback and contact, consent; every value in its Chinese and English spellings."""

from __future__ import annotations

from zhike.clean.kind import Kind
from zhike.clean.spellings import listed
from zhike.collect.entities import CHOICES

_WRITTEN: dict[str, dict[str, str]] = {
    "customer_kind": {
        "person": "个人 个人客户 自然人 individual consumer human b2c private 散客 会员",
        "company": "企业 公司 企业客户 单位 机构 法人 business corporate organisation organization b2b enterprise 团体 集团",
    },
    "order_status": {
        "paid": "已付款 已支付 付款成功 支付成功 待发货 已付 买家已付款 买家已付款等待卖家发货 等待卖家发货 等待发货 payment_received processing confirmed 已确认 处理中 备货中",
        "pending": "待付款 待支付 未付款 未支付 等待买家付款 等待付款 unpaid new created awaiting_payment open on_hold 待处理 待确认 新订单",
        "shipped": "已发货 待收货 运输中 配送中 派送中 卖家已发货 卖家已发货等待买家确认 等待买家确认收货 等待确认收货 in_transit dispatched fulfilled sent out_for_delivery 部分发货",
        "completed": "已完成 完成 交易成功 交易完成 已收货 已签收 确认收货 订单完成 已评价 待评价 complete done delivered closed_won success successful finished received invoiced",
        "cancelled": "已取消 取消 交易关闭 已关闭 订单取消 已作废 作废 关闭 canceled cancel void voided closed failed expired 支付失败 超时关闭 c",
        "refunded": "已退款 退款 退款成功 全额退款 退款完成 交易退款 refund chargeback money_back 退款中 refunding",
        "returned": "已退货 退货 退货退款 退货完成 退货成功 return returning 已退回 退回 拒收",
    },
    "feedback_kind": {
        "nps": "净推荐值 推荐意愿 net_promoter_score 推荐度",
        "csat": "满意度 满意度调查 customer_satisfaction satisfaction 客户满意度",
        "ces": "费力度 客户费力度 customer_effort_score effort",
        "rating": "评分 打分 星级 stars star score 商品评分 店铺评分",
        "review": "评价 评论 商品评价 点评 comment reviews 买家评价",
        "complaint": "投诉 客诉 抱怨 complain complaints 差评投诉",
    },
    "interaction_kind": {
        "call": "电话 来电 去电 呼入 呼出 通话 phone telephone phone_call inbound outbound 电话客服",
        "chat": "在线客服 聊天 在线咨询 微信 企业微信 企微 旺旺 im live_chat message 在线聊天 客服会话 wechat whatsapp sms 短信",
        "email": "邮件 电子邮件 邮箱 e-mail mail",
        "visit": "拜访 上门 到店 来访 面谈 门店 meeting store_visit in_person 上门服务 走访",
        "ticket": "工单 服务单 case issue support_ticket 售后单 报修",
    },
    "consent_state": {
        "granted": "同意 已同意 授权 已授权 订阅 已订阅 yes y true 1 是 opt_in opted_in subscribed accept accepted given consented allow allowed 允许",
        "denied": "拒绝 已拒绝 不同意 未同意 未授权 no n false 0 否 opt_out opted_out never declined refused reject rejected deny 不允许",
        "withdrawn": "撤回 已撤回 撤销 已撤销 取消授权 退订 已退订 取消订阅 取消同意 unsubscribe unsubscribed revoked revoke withdraw cancelled",
    },
}

KINDS: dict[str, Kind] = {
    f"choice:{name}": listed(
        {spelling: value for value in values for spelling in (*_WRITTEN[name][value].split(), value)},
        problem="unknown_choice",
    )
    for name, values in CHOICES.items()
}
