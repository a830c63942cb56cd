"""Short lists of the words that values are recognised by: surnames, provinces, genders, states, currencies.

They are evidence for a guess, never a rule for cleaning: `zhike.clean` has its own, complete lists.
"""

from __future__ import annotations

# The most frequent surnames, more than nine people in ten.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
LONG_SURNAMES = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "南宫"}
)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.casefold().split(","))


PROVINCES = _words(
    "北京, 天津, 上海, 重庆, 河北, 山西, 辽宁, 吉林, 黑龙江, 江苏, 浙江, 安徽, 福建, 江西, 山东, 河南, 湖北, 湖南, 广东, 海南, 四川, 贵州, 云南, 陕西, 甘肃, 青海, 台湾, 内蒙古, 广西, 西藏, 宁夏, 新疆, 香港, 澳门"
)

LISTS: dict[str, frozenset[str]] = {
    "gender": _words(
        "男, 女, 男性, 女性, 男士, 女士, 先生, 小姐, 未知, 保密, male, female, m, f, man, woman, other, unknown, 0, 1, 2, mr, mrs, ms"
    ),
    "gender_word": _words("男, 女, 男性, 女性, 男士, 女士, 保密, 未知, male, female, man, woman"),
    "boolean": _words(
        "是, 否, 有, 无, 真, 假, yes, no, y, n, true, false, 0, 1, t, f, 1.0, 0.0, 已流失, 未流失, 流失, 留存, 未离网, 离网, churned, stayed, retained, exited"
    ),
    "currency": _words(
        "cny, rmb, usd, eur, gbp, jpy, hkd, twd, aud, cad, sgd, krw, chf, inr, brl, mxn, sek, nok, dkk, thb, myr, 人民币, 美元, 欧元, 英镑, 日元, 港币, 港元"
    ),
    "country": _words(
        "中国, 美国, 英国, 日本, 韩国, 法国, 德国, 加拿大, 澳大利亚, 新加坡, 意大利, 西班牙, 荷兰, 俄罗斯, 中国大陆, 中国香港, 中国台湾, cn, us, gb, uk, jp, kr, fr, de, ca, au, sg, it, es, nl, pt, be, ie, ch, se, no, dk, fi, at, pl, br, mx, in, hk, tw, "
        "chn, usa, gbr, china, united states, united states of america, united kingdom, great britain, england, japan, south korea, france, germany, canada, australia, singapore, italy, spain, netherlands, portugal, belgium, ireland, eire, switzerland, sweden, norway, "
        "denmark, finland, austria, poland, brazil, mexico, india, hong kong, taiwan, new zealand, russia, greece, cyprus, israel, iceland, malta, channel islands"
    ),
    "language": _words(
        "zh, en, zh-cn, zh_cn, zh-tw, en-us, en_us, en-gb, fr, de, es, pt, ja, ko, it, ru, nl, pt-br, 中文, 英文, 英语, 汉语, 简体中文, 普通话, 粤语, chinese, english, french, german, spanish"
    ),
    "choice:order_status": _words(
        "paid, pending, shipped, completed, complete, cancelled, canceled, refunded, returned, processing, on-hold, failed, delivered, closed, open, fulfilled, unfulfilled, authorized, partially_refunded, voided, succeeded, "
        "已付款, 已支付, 待付款, 待发货, 已发货, 已完成, 完成, 已取消, 取消, 已退款, 退款, 已关闭, 交易成功, 交易关闭, 已签收, 待收货, 等待出库, 已退货, 等待买家付款, 买家已付款, 卖家已发货, 正常, 退货"
    ),
    "choice:consent_state": _words(
        "granted, denied, withdrawn, yes, no, true, false, 1, 0, opt-in, opt-out, opted in, opted out, subscribed, unsubscribed, given, refused, accepted, rejected, revoked, active, expired, in, out, 同意, 不同意, 拒绝, 已同意, 已拒绝, 撤回, 已撤回, 授权, 已授权, 未授权, 取消授权, 是, 否"
    ),
    "choice:interaction_kind": _words(
        "call, chat, email, visit, ticket, phone, inbound, outbound, meeting, note, sms, web, case, task, inbound call, outbound call, 电话, 呼入, 呼出, 来电, 去电, 在线, 会话, 聊天, 在线聊天, 邮件, 拜访, 上门拜访, 到店, 工单, 微信, 短信, 面谈"
    ),
    "choice:feedback_kind": _words(
        "nps, csat, ces, rating, review, complaint, survey, 评价, 评分, 评论, 投诉, 满意度, 推荐值, 调研, 建议, 表扬"
    ),
    "choice:customer_kind": _words(
        "person, company, individual, business, organization, organisation, personal, corporate, b2b, b2c, consumer, 个人, 企业, 公司, 个人客户, 企业客户, 单位, 机构"
    ),
}
